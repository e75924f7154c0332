using Gradus.Core.Datasets;
using Gradus.Core.Errors;

namespace Gradus.Core.Evaluations;

/// <summary>What the comparison of two models' predictions finds, as it is called in evidence.</summary>
public static class ComparisonNames
{
    /// <summary>On how many examples exactly one of the two is right.</summary>
    public const string Discordant = "discordant";

    /// <summary>On how many only the candidate is.</summary>
    public const string OnlyCandidate = "only_candidate";

    /// <summary>On how many only the incumbent is.</summary>
    public const string OnlyIncumbent = "only_incumbent";

    /// <summary>The upper end of the share of examples on which exactly one is right, at the comparison's confidence.</summary>
    public const string MostDiscordant = "most_discordant";

    /// <summary>The two-sided exact p-value of McNemar's test.</summary>
    public const string ExactP = "mcnemar_exact_p";

    /// <summary>The two-sided mid-p-value of McNemar's test.</summary>
    public const string MidP = "mcnemar_mid_p";

    /// <summary>The least true difference of accuracies that would be found four times in five.</summary>
    public const string Detectable = "detectable_difference";

    /// <summary>The metrics whose difference has an interval. The area under the ROC curve only where there are two classes.</summary>
    public static IReadOnlyList<string> Compared { get; } = [.. Enum.GetValues<DatasetTask>().SelectMany(ComparedOn)];

    /// <summary>Those that are of a task.</summary>
    public static IReadOnlyList<string> ComparedOn(DatasetTask task) =>
        task switch
        {
            DatasetTask.Regression =>
            [
                MetricNames.MeanAbsoluteError,
                MetricNames.RootMeanSquaredError,
                MetricNames.MeanAbsolutePercentageError,
                MetricNames.RSquared,
                MetricNames.PinballP10,
                MetricNames.PinballP50,
                MetricNames.PinballP90,
            ],
            DatasetTask.Ranking =>
            [
                MetricNames.Ndcg,
                MetricNames.NdcgAt10,
                MetricNames.MeanAveragePrecision,
                MetricNames.MeanAveragePrecisionAt10,
            ],
            _ =>
            [
                MetricNames.Accuracy,
                MetricNames.BalancedAccuracy,
                MetricNames.PrecisionMacro,
                MetricNames.PrecisionWeighted,
                MetricNames.RecallMacro,
                MetricNames.RecallWeighted,
                MetricNames.F1Macro,
                MetricNames.F1Weighted,
                MetricNames.F1,
                MetricNames.RocAuc,
                MetricNames.LogLoss,
                MetricNames.Brier,
            ],
        };

    /// <summary>Whether a metric is one of right and wrong answers alone, so that how often two models differ says how much it can tell.</summary>
    public static bool IsOfAnswers(string metric) =>
        ComparedOn(DatasetTask.Classification).Contains(metric)
        && metric is not (MetricNames.RocAuc or MetricNames.LogLoss or MetricNames.Brier);

    /// <summary>candidate − incumbent of a metric.</summary>
    public static string Difference(string metric) => $"{metric}.difference";

    /// <summary>The lower end of the difference's interval.</summary>
    public static string Lower(string metric) => $"{metric}.lower";

    /// <summary>The upper end of the difference's interval.</summary>
    public static string Upper(string metric) => $"{metric}.upper";

    /// <summary>That a metric has no interval, with what was probably meant; null if it has one.</summary>
    public static string? Complaint(string metric) =>
        Compared.Contains(metric)
            ? null
            : $"'{metric}' is not compared with a confidence.{Nearest.Hint(metric, Compared)} Compared are: {string.Join(", ", Compared)}.";
}
