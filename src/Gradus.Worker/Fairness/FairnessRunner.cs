using Gradus.Evaluation;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Fairness;

/// <summary>Has a child process find how differently a model's kept predictions treat groups.</summary>
internal sealed class FairnessRunner(BlobCache cache, ChildRun child, int threads, TimeProvider clock)
{
    /// <summary>Looks. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> MeasureAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Dataset: { } dataset, Groups: { } groups })
        {
            return new Ending.Failed("The server named no predictions and groups to look at.");
        }

        var started = clock.GetUtcNow();
        try
        {
            using var folder = JobFolder.Create(cache.Root);
            var fetched = await cache
                .CopyAsync(groups.Predictions, folder.CandidatePredictions, ct)
                .ConfigureAwait(false);
            if (fetched.Error is { } missing)
            {
                return new Ending.Failed($"The predictions are not to be had. {missing.Message}");
            }

            var job = new FairnessJob(
                folder.CandidatePredictions,
                groups.Column,
                (int)Math.Min(groups.MinExamples, int.MaxValue),
                groups.Confidence,
                threads,
                work.Limits.MemoryBytes,
                Environment.ProcessId
            );
            var (result, reason) = await child
                .RunAsync(
                    "fairness",
                    job,
                    FairnessJson.Default.FairnessJob,
                    FairnessJson.Default.FairnessResult,
                    folder,
                    work.Limits,
                    ct
                )
                .ConfigureAwait(false);
            return result switch
            {
                { Incompatible: { } refusal } => new Ending.Incompatible(refusal),
                { Metrics: { } metrics } => new Ending.Measured(
                    new MeasurementDto(
                        metrics,
                        result.Examples,
                        work.Artifact.Digest,
                        dataset.Digest,
                        Evaluator.Code,
                        "bootstrap",
                        started.ToUnixTimeMilliseconds(),
                        clock.GetUtcNow().ToUnixTimeMilliseconds(),
                        result.Groups
                    )
                ),
                _ => new Ending.Failed(reason ?? "The process that looks at groups left no result that can be read."),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Ending.Failed($"The worker's disk failed: {e.Message}");
        }
    }
}
