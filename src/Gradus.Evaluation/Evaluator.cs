using System.Diagnostics;
using System.Reflection;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Answers;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Latencies;
using Gradus.Evaluation.Onnx;
using Gradus.Evaluation.Scorecards;

namespace Gradus.Evaluation;

/// <summary>
/// Measures an ONNX model on a file of labelled examples. The model is run in this process: whoever does not trust it calls
/// this in a process that may die.
/// </summary>
public static class Evaluator
{
    /// <summary>Reads the data set twice (its labels, then its examples), scores every example, then times single ones.</summary>
    /// <exception cref="ModelException">The model's file cannot be loaded, or the model breaks while it runs.</exception>
    /// <exception cref="DatasetException">The data set's file is not what it is registered as.</exception>
    public static EvaluationResult Evaluate(
        string modelPath,
        string dataPath,
        EvaluationOptions options,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        using var model = OnnxModel.Load(modelPath, options.Threads);
        var dataset = LabelledTable.Open(dataPath, options.Dataset, options.Columns);
        var labels = Labels.Of(options.Columns.Task);
        dataset.ReadLabels(labels, ct);
        using var scorecard = Scorecard.Of(dataset, labels, options);
        var measured = OnnxScorer
            .Bind(model, dataset, () => scorecard.Bind(model))
            .Then(scorer => Measure(scorer, dataset, labels, scorecard, options, ct));
        return measured.Try(out var measurement, out var error)
            ? new EvaluationResult.Measured(measurement)
            : new EvaluationResult.Incompatible(error.Message);
    }

    /// <summary>Has every example answered, then times single ones. The refusal says why the answers do not fit the data set.</summary>
    internal static Result<Measurement> Measure(
        IScorer scorer,
        LabelledTable dataset,
        Labels labels,
        IScorecard scorecard,
        EvaluationOptions options,
        CancellationToken ct
    )
    {
        var (rows, inference) = (0L, TimeSpan.Zero);
        Batch? last = null;
        foreach (var batch in dataset.ReadBatches(scorer.BatchSize ?? options.BatchSize, labels, ct))
        {
            var start = Stopwatch.GetTimestamp();
            var asked = scorer.Ask(batch, ct);
            inference += Stopwatch.GetElapsedTime(start);
            if (asked.Then(answer => scorecard.Add(batch, answer)).Error is { } error)
            {
                return error;
            }

            rows += batch.Count;
            last = batch;
        }

        scorecard.Finish();
        var metrics = scorecard.ToMetrics();
        metrics[MetricNames.ExamplesPerSecond] = rows / inference.TotalSeconds;
        return new SingleCalls(options.LatencyCalls, options.LatencyBudget)
            .Measure(scorer, last ?? throw new UnreachableException("A data set has rows."), metrics, ct)
            .Map(_ => new Measurement(metrics, scorecard.ToSlices(), scorecard.Examples, Code, scorer.Runtime));
    }

    /// <summary>What measures and compares, with its version.</summary>
    public static string Code { get; } =
        $"Gradus.Evaluation {typeof(Evaluator).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}";
}
