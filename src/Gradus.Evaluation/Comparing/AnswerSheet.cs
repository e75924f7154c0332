using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Metrics;

namespace Gradus.Evaluation.Comparing;

/// <summary>Takes in one model's kept predictions, and keeps of each example what a comparison needs.</summary>
/// <param name="classes">The classes by their indexes.</param>
/// <param name="scored">The classes that have scores.</param>
internal sealed class AnswerSheet(ClassTable classes, IReadOnlyList<string> scored)
{
    // More curves than this nobody tells apart.
    private const int MostCurves = 10;
    private const int MostCorners = 200;

    private readonly int[] _scoredClasses = [.. scored.Select(name => classes.IndexOf(name))];
    private readonly RankedScores[] _ranked =
        scored.Count <= MostCurves ? [.. scored.Select(_ => new RankedScores())] : [];
    private readonly Calibration _calibration = new();
    private readonly ConfusionMatrix _confusion = new();
    private bool _areProbabilities = scored.Count > 0;

    /// <summary>The counts of classes.</summary>
    public LabelCounts Labels { get; } = new();

    /// <summary>The answer to each example.</summary>
    public List<int> Predicted { get; } = [];

    /// <summary>Log loss of each example; meaningful where <see cref="AreProbabilities"/>.</summary>
    public List<float> LogLoss { get; } = [];

    /// <summary>Brier score of each example; meaningful where <see cref="AreProbabilities"/>.</summary>
    public List<float> Brier { get; } = [];

    /// <summary>The score for the last class of each example, where there are two.</summary>
    public List<float> Positive { get; } = [];

    /// <summary>Whether all scores were probabilities of all classes.</summary>
    public bool AreProbabilities => _areProbabilities;

    /// <summary>Takes in some examples.</summary>
    public void Add(PredictionRows rows, ReadOnlySpan<int> actual)
    {
        Span<float> scores = new float[_scoredClasses.Length];
        var positive = classes.Positive is { } greater ? Array.IndexOf(_scoredClasses, greater) : -1;
        for (var row = 0; row < actual.Length; row++)
        {
            var predicted = classes.IndexOf(rows.Predicted[row]);
            Predicted.Add(predicted);
            Labels.Add(actual[row], predicted);
            _confusion.Add(actual[row], predicted);
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = rows.Scores[i][row];
            }

            if (scores.Length > 0)
            {
                AddScores(scores, actual[row], predicted);
                Positive.Add(positive < 0 ? float.NaN : scores[positive]);
            }
        }
    }

    /// <summary>How the model answers, to be drawn.</summary>
    public AnswerCurves ToCurves() =>
        new(
            [.. Curves()],
            AreProbabilities ? _calibration.Points : [],
            [
                .. _confusion.Cells.Select(cell => new ConfusionCell(
                    classes[cell.Actual],
                    classes[cell.Predicted],
                    cell.Examples
                )),
            ]
        );

    private void AddScores(ReadOnlySpan<float> scores, int actual, int predicted)
    {
        var (trueColumn, predictedColumn) = (
            Array.IndexOf(_scoredClasses, actual),
            Array.IndexOf(_scoredClasses, predicted)
        );
        _areProbabilities &= predictedColumn >= 0 && ScoreMetrics.AreProbabilities(scores);
        LogLoss.Add((float)Metrics.LogLoss.Of(trueColumn < 0 ? 0 : scores[trueColumn]));
        Brier.Add((float)BrierScore.Of(scores, trueColumn));
        _calibration.Add(predictedColumn < 0 ? 0 : scores[predictedColumn], predicted == actual);
        for (var i = 0; i < _ranked.Length; i++)
        {
            _ranked[i].Add(scores[i], i == trueColumn);
        }
    }

    private IEnumerable<ClassCurve> Curves() =>
        _ranked
            .Select((scores, i) => (Scores: scores, Class: _scoredClasses[i]))
            .Where(one => one.Scores.AreDefined && (_ranked.Length != 2 || one.Class == classes.Positive))
            .OrderBy(one => one.Class)
            .Select(one => new ClassCurve(classes[one.Class], RocAuc.Of(one.Scores), Thinned(RocCurve.Of(one.Scores))));

    private static IReadOnlyList<RocPoint> Thinned(IReadOnlyList<RocPoint> corners)
    {
        var step = (corners.Count / MostCorners) + 1;
        return step == 1 ? corners : [.. corners.Where((_, i) => i % step == 0 || i == corners.Count - 1)];
    }
}
