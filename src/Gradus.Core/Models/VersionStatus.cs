namespace Gradus.Core.Models;

/// <summary>Whether a version's artifact can be used.</summary>
public enum VersionStatus
{
    /// <summary>Whole and usable; its artifact never changes again.</summary>
    Ready,

    /// <summary>Stored bytes stopped matching their digest: nothing is served or promoted from it.</summary>
    Quarantined,

    /// <summary>Whole, but a check after a move failed: it is promoted nowhere until it is reinstated.</summary>
    Revoked,
}
