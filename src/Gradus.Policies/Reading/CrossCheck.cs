using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Policies.Shapes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>What parts of a file say of each other: stages that must exist, and names that must not be given twice.</summary>
internal sealed class CrossCheck
{
    private readonly Fields _file;
    private readonly ProblemList _problems;

    // The stages that names may mean; null where the file registers none, since then the registry's are not known here.
    private readonly IReadOnlyList<string>? _known;

    private CrossCheck(Fields file, ProblemList problems)
    {
        (_file, _problems) = (file, problems);
        var defined = file.Sections("stages").Select(stage => stage.Text("name")).OfType<string>().ToList();
        _known =
            defined.Count == 0
                ? null
                : [.. defined.Concat(StageCatalog.Default.Stages.Select(stage => stage.Name)).Distinct()];
    }

    public static void Check(Fields file, Policy policy, ProblemList problems)
    {
        var check = new CrossCheck(file, problems);
        check.CheckStages();
        check.CheckModels();
        RunnerReader.CheckNames(file, problems);
        RoleCheck.Check(file, policy, problems);
        AliasCheck.Check(file, problems);
        PermissionCheck.Check(file, policy, check._known, problems);
    }

    /// <summary>Tells a stage's name that is not known.</summary>
    public static void Stage(YamlScalar name, string path, IReadOnlyList<string>? known, ProblemList problems)
    {
        if (known is null || known.Contains(name.Text) || !StageName.Parse(name.Text).IsOk)
        {
            return;
        }

        problems.Add(
            name,
            path,
            $"Stage '{name.Text}' does not exist.{Nearest.Hint(name.Text, known)} Stages here: {string.Join(", ", known)}."
        );
    }

    private void CheckStages()
    {
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        foreach (var stage in _file.Sections("stages"))
        {
            CheckRules(stage, stage);
            if (stage["name"] is not YamlScalar name)
            {
                continue;
            }

            if (!seen.TryAdd(StageName.Fold(name.Text), name))
            {
                var first = seen[StageName.Fold(name.Text)];
                var how = first.Text == name.Text ? "is defined twice" : $"differs from '{first.Text}' only by case";
                Tell(
                    name,
                    stage.Below("name"),
                    $"Stage '{YamlScalar.Quote(name.Text)}' {how}; the first is in line {first.Line}."
                );
            }

            if (name.Text is "None" or "Archived" && stage.Text("occupancy") == "one")
            {
                Tell(stage.At("occupancy"), stage.Below("occupancy"), $"Stage '{name.Text}' must hold many versions.");
            }
        }
    }

    private void CheckModels()
    {
        var matches = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in _file.Sections("models"))
        {
            if (model["match"] is YamlScalar match && !matches.Add(match.Text))
            {
                Tell(
                    match,
                    model.Below("match"),
                    $"Models '{YamlScalar.Quote(match.Text)}' are given twice; put both into one."
                );
            }

            if (!model.Has("mode") && !model.Has("stages"))
            {
                Tell(model.Node, model.Path, "The rules of these models differ in nothing; give 'mode' or 'stages'.");
            }

            CheckOverrides(model);
        }
    }

    private void CheckOverrides(Fields model)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stage in model.Sections("stages"))
        {
            var general = _file.Sections("stages").FirstOrDefault(other => other.Text("name") == stage.Text("name"));
            CheckRules(stage, general ?? stage);
            if (stage["name"] is not YamlScalar name)
            {
                continue;
            }

            Stage(name, stage.Below("name"), _known, _problems);
            if (!seen.Add(name.Text))
            {
                Tell(
                    name,
                    stage.Below("name"),
                    $"Stage '{YamlScalar.Quote(name.Text)}' is given twice for these models."
                );
            }

            if (!StageReader.HasRules(stage))
            {
                Tell(
                    stage.Node,
                    stage.Path,
                    $"The rules of stage '{YamlScalar.Quote(name.Text)}' differ in nothing; give one, or leave the stage out."
                );
            }
        }
    }

    private void CheckRules(Fields stage, Fields general)
    {
        var name = stage.Text("name") ?? "";
        var sources = stage.Has("from") ? stage : general;
        foreach (var from in stage.Scalars("from"))
        {
            Stage(from, stage.Below("from"), _known, _problems);
            if (from.Text == name)
            {
                Tell(
                    from,
                    stage.Below("from"),
                    $"A version cannot come to '{YamlScalar.Quote(name)}' from '{YamlScalar.Quote(name)}' itself."
                );
            }
        }

        if (stage.Section("promote") is { } promote && promote["from"] is YamlScalar origin)
        {
            Stage(origin, promote.Below("from"), _known, _problems);
            var wrong =
                origin.Text == name
                    ? $"Versions of '{YamlScalar.Quote(name)}' are there already; promote from another stage."
                : sources["from"] is YamlList && !sources.Texts("from").Contains(origin.Text)
                    ? $"Nothing comes from '{YamlScalar.Quote(origin.Text)}': 'from' of the stage allows {Listing.And(sources.Texts("from"))}."
                : null;
            Tell(origin, promote.Below("from"), wrong);
        }
    }

    private void Tell(YamlNode at, string path, string? message)
    {
        if (message is not null)
        {
            _problems.Add(at, path, message);
        }
    }
}
