using System.Globalization;

namespace Gradus.Core.Evaluations;

/// <summary>What is measured of a model under load, as it is called in evidence. Times are milliseconds.</summary>
public static class LatencyNames
{
    /// <summary>The percentiles that are told.</summary>
    public static IReadOnlyList<int> Percentiles { get; } = [50, 95, 99];

    /// <summary>A percentile of the candidate's times.</summary>
    public static string Of(int percentile) => string.Create(CultureInfo.InvariantCulture, $"p{percentile}_ms");

    /// <summary>The lower end of its interval.</summary>
    public static string Lower(string name) => $"{name}_lower";

    /// <summary>The upper end of its interval.</summary>
    public static string Upper(string name) => $"{name}_upper";

    /// <summary>The same of the incumbent.</summary>
    public static string OfIncumbent(string name) => $"incumbent_{name}";

    /// <summary>The mean time.</summary>
    public const string Mean = "mean_ms";

    /// <summary>The share of requests that arrived before another one was answered.</summary>
    public const string Waited = "waited";

    /// <summary>How many requests were given up, since the model did not keep up with the rate.</summary>
    public const string Unanswered = "unanswered";

    /// <summary>How much longer the candidate takes than the incumbent on average; with an interval (Welch).</summary>
    public const string Difference = "mean_difference_ms";

    /// <summary>Welch's p-value, of both taking equally long on average.</summary>
    public const string WelchP = "welch_p";

    /// <summary>Mann and Whitney's p-value, of neither tending to take longer.</summary>
    public const string MannWhitneyP = "mann_whitney_p";
}
