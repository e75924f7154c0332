using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Metrics;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>Two models' answers to the same examples, compared.</summary>
/// <param name="Task">What they were asked.</param>
/// <param name="Examples">How many examples there are; of a ranking, how many queries.</param>
/// <param name="Classes">The classes, in ascending order; none where there are none.</param>
/// <param name="Metrics">Each metric that is compared (<see cref="ComparisonNames.ComparedOn"/>).</param>
/// <param name="Pairs">On how many only one of them is right; null where answers are not right or wrong.</param>
/// <param name="Candidate">How the candidate answers.</param>
/// <param name="Incumbent">How the incumbent answers.</param>
/// <param name="Slices">By each class, and by each column that the data set can be sliced by.</param>
/// <param name="Lost">The first rows that only the incumbent gets right, counted from 1.</param>
public sealed record ModelComparison(
    DatasetTask Task,
    int Examples,
    IReadOnlyList<string> Classes,
    IReadOnlyList<MetricComparison> Metrics,
    McNemar? Pairs,
    AnswerCurves Candidate,
    AnswerCurves Incumbent,
    IReadOnlyList<SliceComparison> Slices,
    IReadOnlyList<int> Lost
)
{
    private const double Alpha = 0.05;
    private const double Power = 0.8;

    private static readonly AnswerCurves NoCurves = new([], [], []);

    /// <summary>The comparison of models that give numbers: nothing is right or wrong, and there are no classes.</summary>
    internal static ModelComparison OfNumbers(
        DatasetTask task,
        int examples,
        IReadOnlyList<MetricComparison> metrics,
        IReadOnlyList<SliceComparison> slices
    ) => new(task, examples, [], metrics, null, NoCurves, NoCurves, slices, []);

    /// <summary>The least true difference of accuracies that is found four times in five at a level of 5 %; NaN if there is none.</summary>
    public double Detectable =>
        Pairs is null
            ? double.NaN
            : MinimumDetectableEffect.OfPairedProportions(Examples, (double)Pairs.Discordant / Examples, Alpha, Power);
}

/// <summary>One metric of both models.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Candidate">The candidate's value; NaN where undefined.</param>
/// <param name="Incumbent">The incumbent's value.</param>
/// <param name="Difference">candidate − incumbent, with its interval.</param>
public sealed record MetricComparison(string Metric, double Candidate, double Incumbent, Interval Difference);

/// <summary>How a model answers, to be drawn.</summary>
/// <param name="Roc">The ROC curve of each class against the others (of two classes the greater only); none without scores.</param>
/// <param name="Reliability">How often answers given with a probability are right; none without probabilities.</param>
/// <param name="Confusion">How often each class was answered for each, where it was at all.</param>
public sealed record AnswerCurves(
    IReadOnlyList<ClassCurve> Roc,
    IReadOnlyList<ReliabilityPoint> Reliability,
    IReadOnlyList<ConfusionCell> Confusion
);

/// <summary>The ROC curve of one class against the others.</summary>
public sealed record ClassCurve(string Class, double Area, IReadOnlyList<RocPoint> Points);

/// <summary>How often one class was answered for another.</summary>
public sealed record ConfusionCell(string Actual, string Predicted, long Examples);

/// <summary>Both models on a part of the examples.</summary>
/// <param name="Column">The column: the label, or one that is no feature.</param>
/// <param name="Value">The value that they share.</param>
/// <param name="Examples">How many examples, or queries, there are.</param>
/// <param name="Candidate">Share that the candidate gets right; of a regression its mean absolute error, of a ranking its NDCG.</param>
/// <param name="Incumbent">The same of the incumbent.</param>
/// <param name="PValue">McNemar's mid-p, of both being right equally often; of numbers Student's of the paired differences.</param>
/// <param name="AdjustedP">The same, adjusted for the number of slices (Holm).</param>
public sealed record SliceComparison(
    string Column,
    string Value,
    int Examples,
    double Candidate,
    double Incumbent,
    double PValue,
    double AdjustedP
);
