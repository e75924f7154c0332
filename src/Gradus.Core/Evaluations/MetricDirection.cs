namespace Gradus.Core.Evaluations;

/// <summary>Which way a metric is better.</summary>
public static class MetricDirection
{
    private static readonly HashSet<string> LowerNames = new(StringComparer.Ordinal)
    {
        "log_loss",
        "loss",
        "brier",
        "ece",
        "mae",
        "mse",
        "rmse",
        "mape",
        "median_ae",
        "pinball",
        "pinball_p10",
        "pinball_p50",
        "pinball_p90",
        "error_rate",
    };

    /// <summary>Whether less is better: losses, errors and times ("…_ms"). Of every other metric more is.</summary>
    public static bool LowerIsBetter(string metric) =>
        LowerNames.Contains(metric) || metric.EndsWith("_ms", StringComparison.Ordinal);
}
