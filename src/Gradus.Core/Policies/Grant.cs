namespace Gradus.Core.Policies;

/// <summary>A rule that lets people do things.</summary>
/// <param name="Actions">What they may do.</param>
/// <param name="To">Who: names of people or of roles, "group:" and a group's name, or "*" for everyone.</param>
/// <param name="Stages">In which stages.</param>
/// <param name="Models">With which models.</param>
public sealed record Grant(
    IReadOnlyList<PolicyAction> Actions,
    IReadOnlyList<string> To,
    IReadOnlyList<NamePattern> Stages,
    IReadOnlyList<NamePattern> Models
)
{
    /// <summary>What stands before the name of a group.</summary>
    public const string GroupPrefix = "group:";

    /// <summary>
    /// Whether it covers the action on this model and stage; null stands for one that has no part in it, or with a hold or a
    /// waiver for all of them.
    /// </summary>
    public bool Covers(PolicyAction action, string? model, string? stage) =>
        Actions.Contains(action) && Covers(Models, action, model) && Covers(Stages, action, stage);

    private static bool Covers(IReadOnlyList<NamePattern> patterns, PolicyAction action, string? name) =>
        name is null
            ? action is not (PolicyAction.Hold or PolicyAction.Waive) || patterns.Contains(NamePattern.Any)
            : patterns.Any(pattern => pattern.Matches(name));
}
