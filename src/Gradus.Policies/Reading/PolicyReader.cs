using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Policies.Shapes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>Makes a policy of a file's values.</summary>
internal sealed class PolicyReader(ProblemList problems)
{
    private readonly StageReader _stages = new(problems);

    public Policy Read(Fields file)
    {
        var stages = file.Sections("stages");
        var policy = new Policy
        {
            Mode = file.Word("mode", Words.Modes) ?? PolicyMode.Enforce,
            Stages = ReadDefinitions(stages),
            Rules = ReadRules(stages),
            Models = [.. file.Sections("models").Select(model => ReadModel(model, stages))],
            Roles = ReadRoles(file),
            Runners = new RunnerReader(problems).Read(file),
            Grants = [.. file.Sections("permissions").Select(ReadGrant)],
        };
        CrossCheck.Check(file, policy, problems);
        return policy;
    }

    private static IReadOnlyList<StageDefinition> ReadDefinitions(IReadOnlyList<Fields> stages) =>
        [
            .. from stage in stages
            let name = StageName.Parse(stage.Text("name"))
            where name.IsOk
            select new StageDefinition(
                name.Value,
                stage.Text("description"),
                stage.Word("occupancy", Words.Occupancies)
            ),
        ];

    private Dictionary<string, StageRules> ReadRules(IReadOnlyList<Fields> stages)
    {
        var rules = new Dictionary<string, StageRules>(StringComparer.Ordinal);
        foreach (var stage in stages)
        {
            var read = _stages.Read(stage, null)(StageRules.None);
            if (StageReader.HasRules(stage))
            {
                rules.TryAdd(stage.Text("name") ?? "", read);
            }
        }

        return rules;
    }

    private ModelOverride ReadModel(Fields model, IReadOnlyList<Fields> general)
    {
        var stages = new Dictionary<string, Func<StageRules, StageRules>>(StringComparer.Ordinal);
        foreach (var stage in model.Sections("stages"))
        {
            var name = stage.Text("name") ?? "";
            stages.TryAdd(name, _stages.Read(stage, general.FirstOrDefault(other => other.Text("name") == name)));
        }

        return new ModelOverride(new NamePattern(model.Text("match") ?? ""), model.Word("mode", Words.Modes), stages);
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadRoles(Fields file) =>
        file.Entries("roles")
            .ToDictionary(
                role => role.Key.Text,
                IReadOnlyList<string> (role) =>
                    [.. ((role.Value as YamlList)?.Items ?? []).OfType<YamlScalar>().Select(person => person.Text)]
            );

    private static Grant ReadGrant(Fields permission) =>
        new(
            [
                .. permission
                    .Texts("allow")
                    .Where(Words.Actions.ContainsKey)
                    .Select(word => Words.Actions[word])
                    .Distinct(),
            ],
            permission.Texts("to"),
            Patterns(permission, "stages"),
            Patterns(permission, "models")
        );

    private static IReadOnlyList<NamePattern> Patterns(Fields permission, string key) =>
        permission.Has(key) ? [.. permission.Texts(key).Select(text => new NamePattern(text))] : [NamePattern.Any];
}
