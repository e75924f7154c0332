using Gradus.Core.Evaluations;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;

namespace Gradus.Evaluation.Metrics;

/// <summary>Takes in a classifier's predictions batch by batch and gives all metrics of correctness at the end.</summary>
internal sealed class ClassMetrics(ClassTable classes)
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
    public Dictionary<string, double> ToMetrics()
    {
        var metrics = LabelMetrics.ByName.ToDictionary(
            metric => metric.Key,
            metric => metric.Value(_labels, classes.Positive),
            StringComparer.Ordinal
        );
        metrics[MetricNames.LogLoss] = _scores?.LogLoss ?? double.NaN;
        metrics[MetricNames.Brier] = _scores?.Brier ?? double.NaN;
        metrics[MetricNames.CalibrationError] = _scores?.CalibrationError ?? double.NaN;
        metrics[MetricNames.RocAuc] = _scores?.RocAuc(classes) ?? double.NaN;
        metrics[MetricNames.PrAuc] = _scores?.PrAuc(classes) ?? double.NaN;
        return metrics;
    }
}
