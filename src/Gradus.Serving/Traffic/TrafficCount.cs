using Gradus.Core.Serving;

namespace Gradus.Serving.Traffic;

/// <summary>Counts how a version answers: all that it does, or what it did in the last minutes.</summary>
/// <param name="clock">The time.</param>
/// <param name="half">
/// How long the newer half of what is counted may grow before the older is forgotten; null to forget nothing.
/// </param>
internal sealed class TrafficCount(TimeProvider clock, TimeSpan? half)
{
    private readonly Lock _lock = new();
    private Part _newer = new();
    private Part _older = new();
    private long _turned = clock.GetTimestamp();

    /// <summary>A request reaches the version; the result is told when it is answered.</summary>
    public long Begin() => clock.GetTimestamp();

    /// <summary>A request was answered.</summary>
    /// <param name="began">What <see cref="Begin"/> gave for it.</param>
    public void NoteAnswer(long began)
    {
        var bucket = LatencyHistogram.BucketOf(clock.GetElapsedTime(began).TotalMilliseconds);
        lock (_lock)
        {
            Turn();
            _newer.Latency[bucket]++;
        }
    }

    /// <summary>A request failed by the version's fault.</summary>
    public void NoteFailure()
    {
        lock (_lock)
        {
            Turn();
            _newer.Failures++;
        }
    }

    /// <summary>An answer was compared with another version's.</summary>
    public void NoteComparison(bool isSame)
    {
        lock (_lock)
        {
            Turn();
            _newer.Compared++;
            _newer.Agreed += isSame ? 1 : 0;
        }
    }

    /// <summary>What was counted.</summary>
    public ServedTraffic Read()
    {
        lock (_lock)
        {
            Turn();
            var latency = new LatencyHistogram([.. _newer.Latency]).Add(new LatencyHistogram(_older.Latency));
            var failures = _newer.Failures + _older.Failures;
            return new ServedTraffic(
                latency.Count + failures,
                failures,
                latency,
                _newer.Compared + _older.Compared,
                _newer.Agreed + _older.Agreed
            );
        }
    }

    private void Turn()
    {
        if (half is not { } time || clock.GetElapsedTime(_turned) is var elapsed && elapsed < time)
        {
            return;
        }

        _older = elapsed < 2 * time ? _newer : new Part();
        _newer = new Part();
        _turned = clock.GetTimestamp();
    }

    private sealed class Part
    {
        public long[] Latency { get; } = new long[LatencyHistogram.Buckets];

        public long Failures { get; set; }

        public long Compared { get; set; }

        public long Agreed { get; set; }
    }
}
