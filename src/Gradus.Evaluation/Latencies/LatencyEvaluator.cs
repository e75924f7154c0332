using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Onnx;
using Gradus.Evaluation.Scorecards;

namespace Gradus.Evaluation.Latencies;

/// <summary>How a model is put under load.</summary>
/// <param name="Dataset">The data set's name, for messages.</param>
/// <param name="Columns">The part that its columns play.</param>
/// <param name="PerSecond">How many requests arrive in a second.</param>
/// <param name="Requests">How many there are, for each model.</param>
public sealed record LoadOptions(string Dataset, DatasetColumns Columns, double PerSecond, int Requests)
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
        string dataPath,
        LoadOptions options,
        CancellationToken ct
    )
    {
        var dataset = LabelledTable.Open(dataPath, options.Dataset, options.Columns);
        var labels = Labels.Of(options.Columns.Task);
        dataset.ReadLabels(labels, ct);
        var examples = dataset.ReadBatches(MostExamples, labels, ct).First();
        using var scorecard = Scorecard.Of(dataset, labels, new EvaluationOptions(options.Dataset, options.Columns));
        using var candidate = OnnxModel.Load(candidatePath, options.Threads);
        using var incumbent = incumbentPath is null ? null : OnnxModel.Load(incumbentPath, options.Threads);
        return Bind(candidate)
            .Then(one =>
                incumbent is null
                    ? Measure([one], examples, options, ct)
                    : Bind(incumbent).Then(other => Measure([one, other], examples, options, ct))
            )
            .Map(times => new LoadResult(times[0], times.Count > 1 ? times[1] : null));

        Result<OnnxScorer> Bind(OnnxModel model) => OnnxScorer.Bind(model, dataset, () => scorecard.Bind(model));
    }

    private static Result<IReadOnlyList<LoadTimes>> Measure(
        IReadOnlyList<OnnxScorer> models,
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
