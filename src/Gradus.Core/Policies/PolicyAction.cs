namespace Gradus.Core.Policies;

/// <summary>What a policy permits people to do.</summary>
public enum PolicyAction
{
    /// <summary>See models, their versions, files and history.</summary>
    Read,

    /// <summary>Register models and versions, and change what is said of them: tags, descriptions, aliases, files.</summary>
    Register,

    /// <summary>Ask for a promotion.</summary>
    Request,

    /// <summary>Move a version to a stage, or ask for its promotion.</summary>
    Promote,

    /// <summary>Approve or reject a promotion.</summary>
    Approve,

    /// <summary>Roll a stage back.</summary>
    Rollback,

    /// <summary>Set a gate aside.</summary>
    Waive,

    /// <summary>Move a version without its gates.</summary>
    BreakGlass,

    /// <summary>Put a hold on automation, stop the line, or lift either.</summary>
    Hold,

    /// <summary>Report the verdict of an external check.</summary>
    ReportCheck,

    /// <summary>Apply another policy.</summary>
    ApplyPolicy,

    /// <summary>Do the work that gates wait for: what a worker finds counts as evidence.</summary>
    Work,

    /// <summary>Decide who is there: users, groups and tokens; register stages.</summary>
    Administer,
}

/// <summary>The words for actions, as policies and tokens name them.</summary>
public static class PolicyActions
{
    /// <summary>Each action's word, in the order in which they are told.</summary>
    public static IReadOnlyDictionary<string, PolicyAction> Words { get; } =
        Enum.GetValues<PolicyAction>().ToDictionary(Word);

    /// <summary>The word for an action, e.g. "break-glass".</summary>
    public static string Word(this PolicyAction action) =>
        action switch
        {
            PolicyAction.BreakGlass => "break-glass",
            PolicyAction.ReportCheck => "report-check",
            PolicyAction.ApplyPolicy => "apply-policy",
            _ => action.ToString().ToLowerInvariant(),
        };
}
