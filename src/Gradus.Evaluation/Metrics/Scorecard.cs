using Gradus.Core.Evaluations;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation.Metrics;

/// <summary>Takes in predictions batch by batch and gives all metrics of correctness at the end.</summary>
internal sealed class Scorecard(ClassTable classes)
{
    private readonly LabelCounts _labels = new();
    private ScoreMetrics? _scores;

    /// <summary>How many examples were taken in.</summary>
    public long Examples => _labels.Examples;

    /// <summary>Takes in a batch and what the model said of it.</summary>
    public void Add(Batch batch, Predictions predictions)
    {
        if (predictions.HasScores)
        {
            _scores ??= new ScoreMetrics(predictions.ScoredClasses);
        }

        for (var i = 0; i < batch.Count; i++)
        {
            _labels.Add(batch.Classes[i], predictions.Classes[i]);
            if (predictions.HasScores)
            {
                _scores?.Add(predictions.ScoresOf(i), batch.Classes[i], predictions.Classes[i]);
            }
        }
    }

    /// <summary>The metrics by name; NaN where one is undefined.</summary>
    public Dictionary<string, double> ToMetrics() =>
        new(StringComparer.Ordinal)
        {
            [MetricNames.Accuracy] = Accuracy.Of(_labels),
            [MetricNames.BalancedAccuracy] = Accuracy.Balanced(_labels),
            [MetricNames.PrecisionMacro] = Precision.Macro(_labels),
            [MetricNames.RecallMacro] = Recall.Macro(_labels),
            [MetricNames.F1Macro] = F1.Macro(_labels),
            [MetricNames.F1Weighted] = F1.Weighted(_labels),
            [MetricNames.F1] = F1.Binary(_labels, classes.Positive),
            [MetricNames.LogLoss] = _scores?.LogLoss ?? double.NaN,
            [MetricNames.Brier] = _scores?.Brier ?? double.NaN,
            [MetricNames.RocAuc] = _scores?.RocAuc(classes) ?? double.NaN,
        };
}
