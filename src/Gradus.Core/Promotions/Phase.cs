namespace Gradus.Core.Promotions;

/// <summary>Where a promotion stands.</summary>
public enum Phase
{
    /// <summary>Asked for; the version is being picked if none was named.</summary>
    Pending,

    /// <summary>Its gates are being checked.</summary>
    Gating,

    /// <summary>It waits for people's approval.</summary>
    AwaitingApproval,

    /// <summary>It waits until the version has been in its stage long enough.</summary>
    Soaking,

    /// <summary>It is being carried out.</summary>
    Applying,

    /// <summary>The version has moved; checks after the move are under way.</summary>
    Verifying,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Ended by its own terms: a gate or a rule did not let it through.</summary>
    Refused,

    /// <summary>Ended by a technical fault.</summary>
    Errored,

    /// <summary>Ended by a person.</summary>
    Cancelled,

    /// <summary>Undone after the move.</summary>
    RolledBack,
}

/// <summary>What happens to a promotion.</summary>
public enum PromotionEvent
{
    /// <summary>The version is known.</summary>
    Picked,

    /// <summary>All gates let through.</summary>
    GatesPassed,

    /// <summary>Every approval that is needed has been given.</summary>
    Approved,

    /// <summary>The version has soaked long enough.</summary>
    Soaked,

    /// <summary>What the gates were judged on, or what was approved, has changed: it is judged again.</summary>
    Changed,

    /// <summary>The version has moved.</summary>
    Applied,

    /// <summary>Every check after the move has passed.</summary>
    Verified,

    /// <summary>The move was undone after a check failed, or the version left the stage before its checks were done.</summary>
    Undone,

    /// <summary>A gate, a person or a rule says no.</summary>
    Refuse,

    /// <summary>Something failed technically.</summary>
    Fault,

    /// <summary>A person calls it off.</summary>
    Cancel,
}
