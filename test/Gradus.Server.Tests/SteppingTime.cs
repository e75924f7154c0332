namespace Gradus.Server.Tests;

/// <summary>A clock that moves on by ten milliseconds whenever it is looked at, so that no two changes are simultaneous.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private const long Step = 10;

    private long _now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.FromUnixTimeMilliseconds(Interlocked.Add(ref _now, Step));
}
