using System.Diagnostics;
using System.Reflection;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Evaluation.Comparing;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Latencies;
using Gradus.Evaluation.Metrics;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation;

/// <summary>
/// Measures an ONNX classifier on a labelled CSV file. The model is run in this process: whoever does not trust it calls
/// this in a process that may die.
/// </summary>
public static class Evaluator
{
    /// <summary>Reads the data set twice (its classes, then its examples), scores every example, then times single ones.</summary>
    /// <exception cref="ModelException">The model's file cannot be loaded, or the model breaks while it runs.</exception>
    /// <exception cref="DatasetException">The data set's file is not what it is registered as.</exception>
    public static EvaluationResult Evaluate(
        string modelPath,
        string csvPath,
        EvaluationOptions options,
        CancellationToken ct
    )
    {
        using var model = OnnxModel.Load(modelPath, options.Threads);
        var dataset = CsvDataset.Open(csvPath, options.Dataset, options.Label, options.Ignore);
        var classes = dataset.ReadClasses(ct);
        var measured = Classifier
            .Bind(model, dataset, classes)
            .Then(classifier => Measure(classifier, dataset, classes, options, ct));
        return measured.Try(out var measurement, out var error)
            ? new EvaluationResult.Measured(measurement)
            : new EvaluationResult.Incompatible(error.Message);
    }

    private static Result<Measurement> Measure(
        Classifier classifier,
        CsvDataset dataset,
        ClassTable classes,
        EvaluationOptions options,
        CancellationToken ct
    )
    {
        var scorecard = new Scorecard(classes);
        var slices = new SliceCounts(options.Label, classes, dataset.SliceColumns);
        using var kept = options.PredictionsPath is { } path
            ? new PredictionWriter(path, classes, dataset.SliceColumns)
            : null;
        var inference = TimeSpan.Zero;
        Batch? last = null;
        foreach (var batch in dataset.ReadBatches(classifier.BatchSize ?? options.BatchSize, classes, ct))
        {
            var start = Stopwatch.GetTimestamp();
            if (!classifier.Predict(batch, ct).Try(out var predictions, out var error))
            {
                return error;
            }

            inference += Stopwatch.GetElapsedTime(start);
            scorecard.Add(batch, predictions);
            slices.Add(batch, predictions);
            kept?.Add(batch, predictions);
            last = batch;
        }

        kept?.Finish();
        var metrics = scorecard.ToMetrics();
        metrics[MetricNames.ExamplesPerSecond] = scorecard.Examples / inference.TotalSeconds;
        return new SingleCalls(options.LatencyCalls, options.LatencyBudget)
            .Measure(classifier, last ?? throw new UnreachableException("A data set has rows."), metrics, ct)
            .Map(_ => new Measurement(metrics, slices.ToSlices(), scorecard.Examples, Code, OnnxModel.Runtime));
    }

    /// <summary>What measures and compares, with its version.</summary>
    public static string Code { get; } =
        $"Gradus.Evaluation {typeof(Evaluator).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}";
}
