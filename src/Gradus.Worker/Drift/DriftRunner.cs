using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Evaluation;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Drift;

/// <summary>Has a child process hold a data set against another.</summary>
internal sealed class DriftRunner(BlobCache cache, ChildRun child, TimeProvider clock)
{
    /// <summary>Looks. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> MeasureAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Dataset: { } dataset, Reference: { } reference })
        {
            return new Ending.Failed("The server named no two data sets.");
        }

        var started = clock.GetUtcNow();
        try
        {
            using var folder = JobFolder.Create(cache.Root);
            foreach (var (data, path) in new[] { (dataset, folder.Dataset), (reference, folder.Reference) })
            {
                if ((await FetchAsync(data, path, ct).ConfigureAwait(false)).Error is { } missing)
                {
                    return new Ending.Failed($"Data set '{data.Name}' is not to be had. {missing.Message}");
                }
            }

            var job = new DriftJob(
                DataOf(dataset, folder.Dataset),
                DataOf(reference, folder.Reference),
                work.Limits.MemoryBytes,
                Environment.ProcessId
            );
            var (result, reason) = await child
                .RunAsync(
                    "drift",
                    job,
                    DriftJson.Default.DriftJob,
                    DriftJson.Default.DriftResult,
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
                        "distances",
                        started.ToUnixTimeMilliseconds(),
                        clock.GetUtcNow().ToUnixTimeMilliseconds(),
                        result.Columns
                    )
                ),
                _ => new Ending.Failed(reason ?? "The process that looks for drift left no result that can be read."),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Ending.Failed($"The worker's disk failed: {e.Message}");
        }
    }

    private async Task<Result<Done>> FetchAsync(WorkDatasetDto data, string target, CancellationToken ct) =>
        Digest.Parse(data.Digest).Try(out var digest, out var error)
            ? await cache.CopyAsync(digest, data.Size, target, ct).ConfigureAwait(false)
            : error;

    private static DriftData DataOf(WorkDatasetDto data, string path) => new(path, data.Name, data.Label, data.Ignore);
}
