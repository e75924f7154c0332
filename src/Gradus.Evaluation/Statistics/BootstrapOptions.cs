namespace Gradus.Evaluation.Statistics;

/// <summary>How a confidence interval is bootstrapped.</summary>
public sealed record BootstrapOptions
{
    /// <summary>How often the interval shall hold the true value: above 0, below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>How many resamples are drawn.</summary>
    public int Resamples { get; init; } = 10_000;

    /// <summary>What they are drawn from.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How many threads work at most; changes nothing of the result.</summary>
    public int Threads { get; init; } = 2;
}
