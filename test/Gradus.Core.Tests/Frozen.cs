using Gradus.Core.Policies;

namespace Gradus.Core;

/// <summary>A window that is closed once, from a time until another.</summary>
internal sealed record Frozen(DateTimeOffset From, DateTimeOffset Until) : FreezeWindow("Weekend")
{
    public override DateTimeOffset? ClosedUntil(DateTimeOffset now) => now >= From && now < Until ? Until : null;
}
