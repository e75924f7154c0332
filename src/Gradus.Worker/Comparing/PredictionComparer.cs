using Gradus.Evaluation;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Comparing;

/// <summary>Has a child process compare two models' kept predictions, and brings its report to the server.</summary>
internal sealed class PredictionComparer(
    BlobCache cache,
    ChildRun child,
    Outputs outputs,
    int threads,
    TimeProvider clock
)
{
    /// <summary>Compares. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> CompareAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Dataset: { } dataset, Predictions: { } predictions })
        {
            return new Ending.Failed("The server named no predictions to compare.");
        }

        var started = clock.GetUtcNow();
        try
        {
            using var folder = JobFolder.Create(cache.Root);
            var fetched = await cache
                .CopyAsync(predictions.Candidate, folder.CandidatePredictions, ct)
                .ConfigureAwait(false);
            fetched = fetched.IsOk
                ? await cache.CopyAsync(predictions.Incumbent, folder.IncumbentPredictions, ct).ConfigureAwait(false)
                : fetched;
            if (fetched.Error is { } missing)
            {
                return new Ending.Failed($"The predictions are not to be had. {missing.Message}");
            }

            var job = new CompareJob(
                folder.CandidatePredictions,
                folder.IncumbentPredictions,
                dataset.Label,
                predictions.Confidence,
                threads,
                folder.Output,
                work.Limits.MemoryBytes,
                Environment.ProcessId
            );
            var (result, reason) = await child
                .RunAsync(
                    "compare",
                    job,
                    CompareJson.Default.CompareJob,
                    CompareJson.Default.CompareResult,
                    folder,
                    work.Limits,
                    ct
                )
                .ConfigureAwait(false);
            if (result is null)
            {
                return new Ending.Failed(reason ?? "The comparing process left no result that can be read.");
            }

            var sent = await outputs.SendAsync(work, folder.Output, ct).ConfigureAwait(false);
            return sent.Try(out var report, out var error)
                ? new Ending.Measured(
                    new MeasurementDto(
                        result.Metrics,
                        result.Examples,
                        work.Artifact.Digest,
                        dataset.Digest,
                        Evaluator.Code,
                        "bootstrap",
                        started.ToUnixTimeMilliseconds(),
                        clock.GetUtcNow().ToUnixTimeMilliseconds(),
                        Output: report
                    )
                )
                : new Ending.Failed(error.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Ending.Failed($"The worker's disk failed: {e.Message}");
        }
    }
}
