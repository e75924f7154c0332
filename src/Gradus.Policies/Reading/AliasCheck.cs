using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>An alias means one stage only: within the stages, and when a model's are laid over them.</summary>
internal static class AliasCheck
{
    public static void Check(Fields file, ProblemList problems)
    {
        var general = file.Sections("stages").Where(stage => stage.Text("name") is not null).ToList();
        foreach (var (alias, stage, first) in Twice(general))
        {
            problems.Add(alias, stage.Below("aliases"), Say(alias, first));
        }

        foreach (var model in file.Sections("models"))
        {
            var own = model.Sections("stages").Where(stage => stage.Has("aliases")).ToList();
            var names = own.Select(stage => stage.Text("name")).ToHashSet();
            var laid = general.Where(stage => !names.Contains(stage.Text("name"))).Concat(own);
            foreach (var (alias, stage, first) in Twice(laid).Where(twice => own.Contains(twice.Stage)))
            {
                problems.Add(alias, stage.Below("aliases"), Say(alias, first));
            }
        }
    }

    private static IEnumerable<(YamlScalar Alias, Fields Stage, string First)> Twice(IEnumerable<Fields> stages)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var stage in stages)
        {
            foreach (var alias in stage.Scalars("aliases"))
            {
                if (!seen.TryAdd(alias.Text, stage.Text("name") ?? ""))
                {
                    yield return (alias, stage, seen[alias.Text]);
                }
            }
        }
    }

    private static string Say(YamlScalar alias, string first) =>
        $"Alias '{YamlScalar.Quote(alias.Text)}' means stage '{YamlScalar.Quote(first)}' already; an alias means one stage, once.";
}
