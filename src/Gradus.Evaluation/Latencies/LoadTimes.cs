using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Latencies;

/// <summary>How long requests took.</summary>
public sealed class LoadTimes
{
    private readonly List<double> _times = [];
    private double[]? _ascending;

    /// <summary>How many were sent.</summary>
    public int Requests => _times.Count;

    /// <summary>How many of them arrived before another one was answered.</summary>
    public int Waited { get; private set; }

    /// <summary>How many were given up, as their turn would have come too late.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Each time in milliseconds, as they came; infinite for those that were given up.</summary>
    public IReadOnlyList<double> Milliseconds => _times;

    /// <summary>The mean, in milliseconds.</summary>
    public double Mean => _times.Count == 0 ? double.NaN : _times.Average();

    /// <summary>A percentile and its interval, in milliseconds.</summary>
    public Interval Percentile(double percent, double confidence) =>
        QuantileInterval.Of(_ascending ??= [.. _times.Order()], percent, confidence);

    /// <summary>As tests take them.</summary>
    public float[] ToSample() => [.. _times.Select(time => (float)time)];

    internal void Add(double milliseconds, bool hasWaited)
    {
        _times.Add(milliseconds);
        Waited += hasWaited ? 1 : 0;
        _ascending = null;
    }

    internal void AddUnanswered(int requests)
    {
        _times.AddRange(Enumerable.Repeat(double.PositiveInfinity, requests));
        Unanswered += requests;
        Waited += requests;
        _ascending = null;
    }
}
