namespace Gradus.Worker.Hosting;

/// <summary>
/// How long to wait before trying again: twice as long each time up to a cap, and less by a random part, so that workers do
/// not come back all at once.
/// </summary>
internal sealed class Backoff(TimeSpan first, TimeSpan cap)
{
    private int _failures;

    /// <summary>How many failures there were since the last success.</summary>
    public int Failures => _failures;

    /// <summary>The next wait: between half and all of min(cap, first · 2^failures).</summary>
    public TimeSpan Next()
    {
        var full = Math.Min(cap.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (Jitter() / 2)));
    }

    /// <summary>Starts from the beginning: it worked.</summary>
    public void Reset() => _failures = 0;

    private static double Jitter() =>
        System.Security.Cryptography.RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);
}
