using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation.Scorecards;

/// <summary>Takes in what a model answers, batch by batch, and says at the end how good it is at one task.</summary>
internal interface IScorecard : IDisposable
{
    /// <summary>Which outputs of a model it reads, or why there are none.</summary>
    Result<IOutputs> Bind(OnnxModel model);

    /// <summary>Takes in a batch and what was answered; the refusal says why that is no answer.</summary>
    Result<Done> Add(Batch batch, Answer answer);

    /// <summary>All was taken in; what is kept of it is written.</summary>
    void Finish();

    /// <summary>How many examples, or queries of a ranking, were judged.</summary>
    long Examples { get; }

    /// <summary>The metrics by name; NaN where one is undefined.</summary>
    Dictionary<string, double> ToMetrics();

    /// <summary>The metrics of each slice.</summary>
    IReadOnlyList<Slice> ToSlices();
}

/// <summary>Makes scorecards.</summary>
internal static class Scorecard
{
    /// <summary>The scorecard of a data set's task.</summary>
    /// <param name="dataset">The data set, whose labels were read.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="options">What it is for, and where the answers are kept.</param>
    public static IScorecard Of(LabelledTable dataset, Labels labels, EvaluationOptions options) =>
        (options.Columns.Task, labels) switch
        {
            (DatasetTask.Regression, _) => new RegressionScorecard(dataset, options.PredictionsPath),
            (DatasetTask.Ranking, _) => new RankingScorecard(dataset, options.PredictionsPath),
            (_, ClassLabels { Classes: var classes }) => new ClassScorecard(dataset, classes, options),
            _ => throw new ArgumentException($"Labels of {options.Columns.Task.Word()} are none of classes."),
        };
}
