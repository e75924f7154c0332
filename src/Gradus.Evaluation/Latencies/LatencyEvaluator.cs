using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation.Latencies;

/// <summary>How a model is put under load.</summary>
/// <param name="Dataset">The data set's name, for messages.</param>
/// <param name="Label">The column with the true class.</param>
/// <param name="Ignore">Columns that are neither feature nor label.</param>
/// <param name="PerSecond">How many requests arrive in a second.</param>
/// <param name="Requests">How many there are, for each model.</param>
public sealed record LoadOptions(
    string Dataset,
    string Label,
    IReadOnlyList<string> Ignore,
    double PerSecond,
    int Requests
)
{
    /// <summary>How many threads may work on one operator: as in a process of the gateway.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>When requests arrive.</summary>
    public long Seed { get; init; } = 20_260_101;

    /// <summary>How late a request's turn may come before the rest of its block is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>What was measured.</summary>
/// <param name="Candidate">The candidate's times.</param>
/// <param name="Incumbent">The incumbent's, if there is one.</param>
public sealed record LoadResult(LoadTimes Candidate, LoadTimes? Incumbent);

/// <summary>
/// Measures how long a model takes for requests that arrive at a rate; of two models by turns, so that what else goes on at the machine
/// falls on both. The models are run in this process.
/// </summary>
public static class LatencyEvaluator
{
    // So many different ones are sent.
    private const int MostExamples = 1_000;

    // Turns of each model.
    private const int Blocks = 10;

    /// <summary>Loads, warms up and measures.</summary>
    /// <exception cref="ModelException">A model cannot be loaded, or breaks while it runs.</exception>
    /// <exception cref="DatasetException">The data set's file is not what it is registered as.</exception>
    public static Result<LoadResult> Measure(
        string candidatePath,
        string? incumbentPath,
        string csvPath,
        LoadOptions options,
        CancellationToken ct
    )
    {
        var dataset = CsvDataset.Open(csvPath, options.Dataset, options.Label, options.Ignore);
        var classes = dataset.ReadClasses(ct);
        var examples = dataset.ReadBatches(MostExamples, classes, ct).First();
        using var candidate = OnnxModel.Load(candidatePath, options.Threads);
        using var incumbent = incumbentPath is null ? null : OnnxModel.Load(incumbentPath, options.Threads);
        return Bind(candidate)
            .Then(one =>
                incumbent is null
                    ? Measure([one], examples, options, ct)
                    : Bind(incumbent).Then(other => Measure([one, other], examples, options, ct))
            )
            .Map(times => new LoadResult(times[0], times.Count > 1 ? times[1] : null));

        Result<Classifier> Bind(OnnxModel model) => Classifier.Bind(model, dataset, classes);
    }

    private static Result<IReadOnlyList<LoadTimes>> Measure(
        IReadOnlyList<Classifier> models,
        Batch examples,
        LoadOptions options,
        CancellationToken ct
    )
    {
        var load = new OpenLoop(options.PerSecond, options.Seed, options.Patience);
        LoadTimes[] times = [.. models.Select(_ => new LoadTimes())];
        foreach (var model in models)
        {
            if (OpenLoop.WarmUp(model, examples, ct).Error is { } cold)
            {
                return cold;
            }
        }

        for (var block = 0; block < Blocks; block++)
        {
            // What the division leaves over goes to the first ones.
            var requests = (options.Requests / Blocks) + (block < options.Requests % Blocks ? 1 : 0);
            for (var i = 0; i < models.Count; i++)
            {
                // Who begins changes, so that none is always the one that finds the caches cold.
                var turn = (i + block) % models.Count;
                if (load.Run(models[turn], examples, requests, block, times[turn], ct).Error is { } error)
                {
                    return error;
                }
            }
        }

        return times;
    }
}
