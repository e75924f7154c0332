namespace Gradus.Testing.Databases;

/// <summary>
/// A clock that shows what it is set to, also an earlier time than before. Timers run by the real one, so that waits and
/// retries of the code under test come to an end.
/// </summary>
public sealed class SettableClock : TimeProvider
{
    /// <summary>What it shows at first.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private long _ticks = Start.Ticks;

    /// <summary>What the clock shows.</summary>
    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Sets the clock forward, or back.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
