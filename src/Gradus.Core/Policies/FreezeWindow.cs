namespace Gradus.Core.Policies;

/// <summary>Times at which nothing is promoted to a stage. How they recur is told by whoever reads calendars.</summary>
/// <param name="Reason">Why, e.g. "Weekend".</param>
public abstract record FreezeWindow(string Reason)
{
    /// <summary>When the window that is closed now opens again; null if none is closed.</summary>
    public abstract DateTimeOffset? ClosedUntil(DateTimeOffset now);
}
