using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Core.Work;
using Gradus.Policies.Shapes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>Reads the runners, and tells gates that name one which is not there, or that have nothing to run.</summary>
internal sealed class RunnerReader(ProblemList problems)
{
    public Dictionary<string, JobRunner> Read(Fields file)
    {
        var runners = new Dictionary<string, JobRunner>(StringComparer.Ordinal);
        foreach (var (name, value) in file.Entries("runners"))
        {
            if (
                value is YamlMap map
                && new Fields(map, $"{file.Below("runners")}.{name.Text}").Section("kubernetes") is { } kubernetes
                && kubernetes.Section("template") is { } template
            )
            {
                new JobTemplateCheck(template, problems).Check();
                var json = new JsonText(problems).Write(template.Node, template.Path);
                runners.Add(name.Text, new JobRunner(name.Text, kubernetes.Text("namespace"), json));
            }
        }

        return runners;
    }

    /// <summary>The rule as it is, with a runner for nothing told.</summary>
    public static GateRule Check(Fields gate, GateRule rule, ProblemList problems)
    {
        if (rule is { Runner: not null, MakesWork: false })
        {
            problems.Add(
                gate.At("runner"),
                gate.Below("runner"),
                $"No work is done for the gate '{YamlScalar.Quote(rule.Gate.Name)}', so there is nothing to run: leave 'runner' out."
            );
        }

        return rule;
    }

    /// <summary>Tells the runners that gates name and that are not there.</summary>
    public static void CheckNames(Fields file, ProblemList problems)
    {
        var written = file.Entries("runners").Select(entry => entry.Key.Text).ToList();
        foreach (
            var stage in file.Sections("stages")
                .Concat(file.Sections("models").SelectMany(model => model.Sections("stages")))
        )
        {
            foreach (var gate in stage.Sections("gates").Concat(stage.Section("verify")?.Sections("gates") ?? []))
            {
                if (
                    gate["runner"] is YamlScalar runner
                    && !written.Contains(runner.Text)
                    && ScalarForm.Refuse(runner, Forms.Runner) is null
                )
                {
                    problems.Add(runner, gate.Below("runner"), Unknown(runner.Text, written));
                }
            }
        }
    }

    private static string Unknown(string name, List<string> written) =>
        written.Count == 0
            ? $"Runner '{name}' does not exist: the file has no 'runners'."
            : $"Runner '{name}' does not exist.{Nearest.Hint(name, written)} Runners here: {string.Join(", ", written)}.";
}
