using Gradus.Core.Gates;

namespace Gradus.Core.Policies;

/// <summary>Rules that differ for the models of a pattern.</summary>
/// <param name="Match">Which models.</param>
/// <param name="Mode">Their mode; null for the policy's.</param>
/// <param name="Stages">By stage: how its rules differ from the policy's.</param>
public sealed record ModelOverride(
    NamePattern Match,
    PolicyMode? Mode,
    IReadOnlyDictionary<string, Func<StageRules, StageRules>> Stages
);

/// <summary>What it takes to get where, and who may do what. Immutable; how it is written down is not its concern.</summary>
public sealed record Policy
{
    /// <summary>Lets everything through, as MLflow does: the policy of a new registry.</summary>
    public static Policy Open { get; } = new();

    /// <summary>How much the rules weigh, unless a model has its own mode.</summary>
    public PolicyMode Mode { get; init; } = PolicyMode.Enforce;

    /// <summary>The stages it registers, in their order; empty leaves the registered ones as they are.</summary>
    public IReadOnlyList<StageDefinition> Stages { get; init; } = [];

    /// <summary>The rules of each stage that has some, by its name.</summary>
    public IReadOnlyDictionary<string, StageRules> Rules { get; init; } = new Dictionary<string, StageRules>();

    /// <summary>How they differ for some models; of several that match, each is laid over those before it.</summary>
    public IReadOnlyList<ModelOverride> Models { get; init; } = [];

    /// <summary>Where gates may have their work done other than by workers, by name.</summary>
    public IReadOnlyDictionary<string, Work.JobRunner> Runners { get; init; } =
        new Dictionary<string, Work.JobRunner>();

    /// <summary>Who belongs to which role.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Roles { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Who may do what; empty for everyone everything.</summary>
    public IReadOnlyList<Grant> Grants { get; init; } = [];

    /// <summary>The stages that have rules for some model.</summary>
    public IEnumerable<string> GovernedStages =>
        Rules.Keys.Concat(Models.SelectMany(rule => rule.Stages.Keys)).Distinct();

    /// <summary>The rules of a stage for a model; a model whose mode is Off has none.</summary>
    public StageRules RulesFor(string model, string stage)
    {
        if (ModeFor(model) == PolicyMode.Off)
        {
            return StageRules.None;
        }

        var rules = Rules.TryGetValue(stage, out var own) ? own : StageRules.None;
        foreach (var overriding in Models.Where(candidate => candidate.Match.Matches(model)))
        {
            rules = overriding.Stages.TryGetValue(stage, out var change) ? change(rules) : rules;
        }

        return rules;
    }

    /// <summary>The mode for a model: of the overrides that match, the last one that has a mode decides.</summary>
    public PolicyMode ModeFor(string model) =>
        Models.LastOrDefault(candidate => candidate.Mode is not null && candidate.Match.Matches(model))?.Mode ?? Mode;

    /// <summary>The same rules, where every model's hinder.</summary>
    public Policy Enforced() =>
        this with
        {
            Mode = PolicyMode.Enforce,
            Models = [.. Models.Select(overriding => overriding with { Mode = null })],
        };

    /// <summary>The stage that an alias means for a model; null if it is an alias like any other.</summary>
    public string? StageOfAlias(string model, string alias) =>
        GovernedStages.FirstOrDefault(stage => RulesFor(model, stage).Aliases.Contains(alias));

    /// <summary>The alias that this one is, or looks like but for case, and the stage that it means for a model; null if none.</summary>
    public (string Alias, string Stage)? FindMeaning(string model, string alias) =>
        GovernedStages
            .SelectMany(stage => RulesFor(model, stage).Aliases.Select(known => (Alias: known, Stage: stage)))
            .Where(meaning => meaning.Alias.Equals(alias, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(meaning => meaning.Alias == alias)
            .Cast<(string, string)?>()
            .FirstOrDefault();

    /// <summary>The rules of each stage as they are written: for all models, then for those of each pattern.</summary>
    public IEnumerable<(NamePattern? Match, string Stage, StageRules Rules)> Written =>
        Rules
            .Select(rules => ((NamePattern?)null, rules.Key, rules.Value))
            .Concat(
                Models.SelectMany(overriding =>
                    overriding.Stages.Select(change =>
                        (
                            (NamePattern?)overriding.Match,
                            change.Key,
                            change.Value(Rules.TryGetValue(change.Key, out var own) ? own : StageRules.None)
                        )
                    )
                )
            );

    /// <summary>Every gate of any model, before and after a move, with the stage that it is for.</summary>
    public IEnumerable<(string Stage, IGate Gate)> Gates =>
        Written
            .SelectMany(written =>
                written
                    .Rules.Gates.Concat(written.Rules.Verification?.Gates ?? [])
                    .Select(rule => (written.Stage, rule.Gate))
            )
            .Distinct();

    /// <summary>Whether a gate of any model measures on a data set of this name.</summary>
    public bool MeasuresOn(string dataset) => Gates.Any(gate => StageRules.DatasetOf(gate.Gate) == dataset);

    /// <summary>Whether a person belongs to a role, is in the group, or is the one named.</summary>
    public bool Is(string actor, IReadOnlyList<string> groups, string personOrRole) =>
        Roles.TryGetValue(personOrRole, out var people)
            ? people.Any(person => Names(person, actor, groups))
            : Names(personOrRole, actor, groups);

    /// <summary>What somebody who puts this policy in force should know before; empty if nothing.</summary>
    public IReadOnlyList<string> WarningsFor(Caller caller)
    {
        if (Ruling.Of(this, caller, PolicyAction.ApplyPolicy).IsAllowed)
        {
            return [];
        }

        var others = Grants
            .Where(grant => grant.Actions.Contains(PolicyAction.ApplyPolicy))
            .SelectMany(grant => grant.To)
            .SelectMany(to => Roles.TryGetValue(to, out var people) ? people : [to])
            .Distinct()
            .ToList();
        return
        [
            $"Once this is in force '{caller.Actor}' cannot apply a policy any more; who can: {(others.Count > 0 ? string.Join(", ", others) : "the administrators")}.",
        ];
    }

    // Nobody gets into a role or a group by being called like it.
    private static bool Names(string text, string actor, IReadOnlyList<string> groups) =>
        text.StartsWith(Grant.GroupPrefix, StringComparison.Ordinal)
            ? groups.Contains(text[Grant.GroupPrefix.Length..])
            : actor == text;
}
