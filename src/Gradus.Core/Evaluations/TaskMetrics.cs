using Gradus.Core.Datasets;

namespace Gradus.Core.Evaluations;

/// <summary>Which metrics are measured on data sets of which task.</summary>
public static class TaskMetrics
{
    /// <summary>Those of how long a model takes, which every task has.</summary>
    public static IReadOnlyList<string> OfSpeed { get; } =
    [MetricNames.LatencyP50, MetricNames.LatencyP95, MetricNames.LatencyP99, MetricNames.ExamplesPerSecond];

    private static readonly string[] OfClasses =
    [
        MetricNames.Accuracy,
        MetricNames.BalancedAccuracy,
        MetricNames.PrecisionMacro,
        MetricNames.PrecisionMicro,
        MetricNames.PrecisionWeighted,
        MetricNames.RecallMacro,
        MetricNames.RecallMicro,
        MetricNames.RecallWeighted,
        MetricNames.F1Macro,
        MetricNames.F1Micro,
        MetricNames.F1Weighted,
        MetricNames.F1,
        MetricNames.RocAuc,
        MetricNames.PrAuc,
        MetricNames.LogLoss,
        MetricNames.Brier,
        MetricNames.CalibrationError,
    ];

    private static readonly string[] OfNumbers =
    [
        MetricNames.MeanAbsoluteError,
        MetricNames.RootMeanSquaredError,
        MetricNames.MedianAbsoluteError,
        MetricNames.MeanAbsolutePercentageError,
        MetricNames.RSquared,
        MetricNames.PinballP10,
        MetricNames.PinballP50,
        MetricNames.PinballP90,
    ];

    private static readonly string[] OfRankings =
    [
        MetricNames.Ndcg,
        MetricNames.NdcgAt10,
        MetricNames.MeanAveragePrecision,
        MetricNames.MeanAveragePrecisionAt10,
    ];

    private static readonly string[] OfClassSlices =
    [
        MetricNames.Accuracy,
        MetricNames.BalancedAccuracy,
        MetricNames.PrecisionMacro,
        MetricNames.RecallMacro,
        MetricNames.F1Macro,
    ];

    private static readonly string[] OfNumberSlices =
    [
        MetricNames.MeanAbsoluteError,
        MetricNames.RootMeanSquaredError,
        MetricNames.MeanAbsolutePercentageError,
        MetricNames.RSquared,
    ];

    /// <summary>All that are in every measurement on such a data set; NaN where the data or the model give one no meaning.</summary>
    public static IReadOnlyList<string> Of(DatasetTask task) => [.. OfAnswers(task), .. OfSpeed];

    /// <summary>Those that are measured of each slice of such a data set too.</summary>
    public static IReadOnlyList<string> BySlice(DatasetTask task) =>
        task switch
        {
            DatasetTask.Regression => OfNumberSlices,
            DatasetTask.Ranking => OfRankings,
            _ => OfClassSlices,
        };

    /// <summary>
    /// That a metric is one of another task than a data set is for, in a clause; null if it is not, whether or not it is measured at all.
    /// </summary>
    /// <param name="metric">The metric's name.</param>
    /// <param name="dataset">The data set that it is asked of.</param>
    public static string? Foreign(string metric, PromotionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var tasks = Enum.GetValues<DatasetTask>().Where(task => Of(task).Contains(metric)).ToList();
        return tasks.Count == 0 || tasks.Contains(dataset.Task)
            ? null
            : $"'{metric}' is measured of {tasks[0].Word()}, and data set '{dataset.Name}' is for {dataset.Task.Word()}: "
                + $"on it are measured {string.Join(", ", OfAnswers(dataset.Task))}";
    }

    private static string[] OfAnswers(DatasetTask task) =>
        task switch
        {
            DatasetTask.Regression => OfNumbers,
            DatasetTask.Ranking => OfRankings,
            _ => OfClasses,
        };
}
