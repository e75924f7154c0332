using System.Collections.Frozen;
using Gradus.Core.Evaluations;

namespace Gradus.Evaluation.Metrics;

/// <summary>The metrics that need no more than how often each class was true, predicted, and both.</summary>
internal static class LabelMetrics
{
    /// <summary>A metric of the counts.</summary>
    /// <param name="positive">The greater of two classes; null unless there are two.</param>
    public delegate double Metric(LabelCounts counts, int? positive);

    /// <summary>Each by its name (<see cref="MetricNames"/>).</summary>
    public static FrozenDictionary<string, Metric> ByName { get; } =
        new Dictionary<string, Metric>(StringComparer.Ordinal)
        {
            [MetricNames.Accuracy] = (counts, _) => Accuracy.Of(counts),
            [MetricNames.BalancedAccuracy] = (counts, _) => Accuracy.Balanced(counts),
            [MetricNames.PrecisionMacro] = (counts, _) => Precision.Macro(counts),
            [MetricNames.PrecisionMicro] = (counts, _) => Precision.Micro(counts),
            [MetricNames.PrecisionWeighted] = (counts, _) => Precision.Weighted(counts),
            [MetricNames.RecallMacro] = (counts, _) => Recall.Macro(counts),
            [MetricNames.RecallMicro] = (counts, _) => Recall.Micro(counts),
            [MetricNames.RecallWeighted] = (counts, _) => Recall.Weighted(counts),
            [MetricNames.F1Macro] = (counts, _) => F1.Macro(counts),
            [MetricNames.F1Micro] = (counts, _) => F1.Micro(counts),
            [MetricNames.F1Weighted] = (counts, _) => F1.Weighted(counts),
            [MetricNames.F1] = F1.Binary,
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
