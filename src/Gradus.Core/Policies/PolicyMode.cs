namespace Gradus.Core.Policies;

/// <summary>How much a policy's gates, approvals and waits weigh for a model.</summary>
public enum PolicyMode
{
    /// <summary>Whoever does not meet the rules does not move.</summary>
    Enforce,

    /// <summary>The rules are checked and told, and hinder nobody.</summary>
    Warn,

    /// <summary>The rules are not looked at.</summary>
    Off,
}
