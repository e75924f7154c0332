namespace Gradus.Core.Policies;

/// <summary>What a policy permits people to do.</summary>
public enum PolicyAction
{
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
}
