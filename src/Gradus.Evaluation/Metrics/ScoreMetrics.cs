using Gradus.Evaluation.Datasets;

namespace Gradus.Evaluation.Metrics;

/// <summary>
/// The metrics of a classifier's scores. Log loss, Brier score, calibration and the means of one-vs-rest areas are
/// defined for probabilities only: scores outside 0–1, or that do not sum to 1, leave them undefined (NaN).
/// </summary>
/// <param name="scoredClasses">The class that each score of an example is about.</param>
internal sealed class ScoreMetrics(int[] scoredClasses)
{
    // Sums of 32-bit floats over a thousand classes are off by less.
    private const double SumTolerance = 1e-3;

    private readonly LogLoss _logLoss = new();
    private readonly BrierScore _brier = new();
    private readonly Calibration _calibration = new();
    private readonly RankedScores[] _ranked = [.. scoredClasses.Select(_ => new RankedScores())];
    private bool _areProbabilities = true;
    private bool _areClassesRight = true;

    /// <summary>See <see cref="Metrics.LogLoss"/>.</summary>
    public double LogLoss => _areProbabilities && _areClassesRight ? _logLoss.Value : double.NaN;

    /// <summary>See <see cref="BrierScore"/>.</summary>
    public double Brier => _areProbabilities && _areClassesRight ? _brier.Value : double.NaN;

    /// <summary>See <see cref="Calibration.Error"/>.</summary>
    public double CalibrationError => _areProbabilities && _areClassesRight ? _calibration.Error : double.NaN;

    /// <summary>
    /// Of two classes, the area for the greater. Of more, the unweighted mean of each class against the rest, as
    /// scikit-learn's <c>roc_auc_score(multi_class="ovr", average="macro")</c>; NaN if one of them never occurs.
    /// </summary>
    public double RocAuc(ClassTable classes) => OfGreaterOrMean(classes, Metrics.RocAuc.Of);

    /// <summary>
    /// Of two classes, the average precision for the greater. Of more, the unweighted mean of each class against the rest, as
    /// scikit-learn's <c>average_precision_score(average="macro")</c>; NaN if one of them never occurs.
    /// </summary>
    public double PrAuc(ClassTable classes) => OfGreaterOrMean(classes, AveragePrecision.Of);

    /// <summary>Adds an example: its scores, its true class and the predicted one.</summary>
    public void Add(ReadOnlySpan<float> scores, int actual, int predicted)
    {
        // A predicted class without a score shows that the scores are about other classes than was thought.
        var predictedColumn = Array.IndexOf(scoredClasses, predicted);
        _areClassesRight &= predictedColumn >= 0;
        _areProbabilities &= AreProbabilities(scores);
        var trueColumn = Array.IndexOf(scoredClasses, actual);
        _logLoss.Add(trueColumn < 0 ? 0 : scores[trueColumn]);
        _brier.Add(scores, trueColumn);
        _calibration.Add(predictedColumn < 0 ? 0 : scores[predictedColumn], predicted == actual);
        for (var i = 0; i < scores.Length; i++)
        {
            _ranked[i].Add(scores[i], i == trueColumn);
        }
    }

    private double OfGreaterOrMean(ClassTable classes, Func<RankedScores, double> area) =>
        (_areClassesRight, scoredClasses.Length) switch
        {
            (false, _) or (_, < 2) => double.NaN,
            (_, 2) => classes.Positive is { } positive
                ? area(_ranked[Array.IndexOf(scoredClasses, positive)])
                : double.NaN,
            _ => _areProbabilities ? _ranked.Select(area).Mean() : double.NaN,
        };

    /// <summary>Whether an example's scores are probabilities of all its classes.</summary>
    public static bool AreProbabilities(ReadOnlySpan<float> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            if (!(score >= 0 && score <= 1 + SumTolerance))
            {
                return false;
            }

            sum += score;
        }

        return Math.Abs(sum - 1) <= SumTolerance;
    }
}
