using Gradus.Core.Datasets;
using Gradus.Core.Errors;

namespace Gradus.Core.Evaluations;

/// <summary>The metrics that are measured on a data set, as they are called in policies and in answers. There are no others.</summary>
public static class MetricNames
{
    /// <summary>Share of examples whose class is right.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>Mean recall of the classes that occur.</summary>
    public const string BalancedAccuracy = "balanced_accuracy";

    /// <summary>Mean precision of the classes.</summary>
    public const string PrecisionMacro = "precision_macro";

    /// <summary>Precision of all classes together, which is the accuracy.</summary>
    public const string PrecisionMicro = "precision_micro";

    /// <summary>Mean precision of the classes, weighted by how often each occurs.</summary>
    public const string PrecisionWeighted = "precision_weighted";

    /// <summary>Mean recall of the classes.</summary>
    public const string RecallMacro = "recall_macro";

    /// <summary>Recall of all classes together, which is the accuracy.</summary>
    public const string RecallMicro = "recall_micro";

    /// <summary>Mean recall of the classes, weighted by how often each occurs.</summary>
    public const string RecallWeighted = "recall_weighted";

    /// <summary>Mean F1 of the classes.</summary>
    public const string F1Macro = "f1_macro";

    /// <summary>F1 of all classes together, which is the accuracy.</summary>
    public const string F1Micro = "f1_micro";

    /// <summary>Mean F1 of the classes, weighted by how often each occurs.</summary>
    public const string F1Weighted = "f1_weighted";

    /// <summary>F1 of the greater of two classes.</summary>
    public const string F1 = "f1";

    /// <summary>Mean negative natural logarithm of the probability given to the true class.</summary>
    public const string LogLoss = "log_loss";

    /// <summary>Mean squared error of the probabilities.</summary>
    public const string Brier = "brier";

    /// <summary>Expected calibration error: how far the probability of the answer is from how often it is right.</summary>
    public const string CalibrationError = "ece";

    /// <summary>Area under the ROC curve; the mean of one-vs-rest where there are more than two classes.</summary>
    public const string RocAuc = "roc_auc";

    /// <summary>Area under the precision-recall curve (average precision); the mean over classes where there are more than two.</summary>
    public const string PrAuc = "pr_auc";

    /// <summary>Mean distance of the predicted number from the true one, in its unit.</summary>
    public const string MeanAbsoluteError = "mae";

    /// <summary>Root of the mean squared distance, in the number's unit.</summary>
    public const string RootMeanSquaredError = "rmse";

    /// <summary>Median distance, in the number's unit.</summary>
    public const string MedianAbsoluteError = "median_ae";

    /// <summary>Mean distance as a share of the true number: 0.1 is 10 %.</summary>
    public const string MeanAbsolutePercentageError = "mape";

    /// <summary>The coefficient of determination: 1 is perfect, 0 no better than the mean.</summary>
    public const string RSquared = "r2";

    /// <summary>Pinball loss of a prediction of the quantile that a tenth lies below.</summary>
    public const string PinballP10 = "pinball_p10";

    /// <summary>Pinball loss of a prediction of the median: half the mean distance.</summary>
    public const string PinballP50 = "pinball_p50";

    /// <summary>Pinball loss of a prediction of the quantile that nine tenths lie below.</summary>
    public const string PinballP90 = "pinball_p90";

    /// <summary>Normalised discounted cumulative gain, the mean over queries.</summary>
    public const string Ndcg = "ndcg";

    /// <summary>The same of the first ten places.</summary>
    public const string NdcgAt10 = "ndcg_at_10";

    /// <summary>Average precision, the mean over queries; relevant is what has a relevance above 0.</summary>
    public const string MeanAveragePrecision = "map";

    /// <summary>The same of the first ten places.</summary>
    public const string MeanAveragePrecisionAt10 = "map_at_10";

    /// <summary>Median time of one example alone, in milliseconds.</summary>
    public const string LatencyP50 = "latency_p50_ms";

    /// <summary>95th percentile of the time of one example alone, in milliseconds.</summary>
    public const string LatencyP95 = "latency_p95_ms";

    /// <summary>99th percentile of the time of one example alone, in milliseconds.</summary>
    public const string LatencyP99 = "latency_p99_ms";

    /// <summary>Examples that the model answers in a second when given in batches; reading the data set is not counted.</summary>
    public const string ExamplesPerSecond = "examples_per_second";

    /// <summary>All of them, of whatever task (<see cref="TaskMetrics"/>).</summary>
    public static IReadOnlyList<string> All { get; } =
    [.. Enum.GetValues<DatasetTask>().SelectMany(TaskMetrics.Of).Distinct()];

    /// <summary>Whether a metric tells times, and so depends on the machine that measured it.</summary>
    public static bool IsOfTime(string metric) => metric is LatencyP50 or LatencyP95 or LatencyP99 or ExamplesPerSecond;

    /// <summary>Those that are measured of each slice of a data set too, of whatever task.</summary>
    public static IReadOnlyList<string> BySlice { get; } =
    [.. Enum.GetValues<DatasetTask>().SelectMany(TaskMetrics.BySlice).Distinct()];

    /// <summary>That a metric is not measured by slice, with what was probably meant; null if it is.</summary>
    public static string? ComplaintOfSlices(string metric) =>
        BySlice.Contains(metric)
            ? null
            : $"'{metric}' is not measured by slice.{Nearest.Hint(metric, BySlice)} Measured are: {string.Join(", ", BySlice)}.";

    /// <summary>That a metric is none of them, with what was probably meant; null if it is one.</summary>
    public static string? Complaint(string metric) =>
        All.Contains(metric)
            ? null
            : $"'{metric}' is not measured on data sets.{Nearest.Hint(metric, All)} Measured are: {string.Join(", ", All)}.";
}
