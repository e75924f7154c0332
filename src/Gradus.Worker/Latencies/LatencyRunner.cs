using Gradus.Core.Errors;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Latencies;

/// <summary>Has a child process put a model under load, and the version it is compared with beside it.</summary>
internal sealed class LatencyRunner(BlobCache cache, Finder finder)
{
    private readonly ArtifactFiles _files = new(cache);

    /// <summary>Measures. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> MeasureAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Dataset: { } dataset, Load: { } load })
        {
            return new Ending.Failed("The server named no data set, or no load.");
        }

        return await finder
            .FindAsync(
                work,
                dataset,
                "latency",
                "ONNX Runtime under load",
                leavesFile: false,
                PrepareAsync,
                FindingJson.Default.LatencyJob,
                ct
            )
            .ConfigureAwait(false);

        async Task<Result<LatencyJob>> PrepareAsync(JobFolder folder)
        {
            var candidate = await _files
                .LayOutModelAsync(work.Artifact, folder.Model, "model", ct)
                .ConfigureAwait(false);
            if (!candidate.Try(out var model, out var error))
            {
                return error;
            }

            string? other = null;
            if (work.Incumbent is { } incumbent)
            {
                var laidOut = await _files
                    .LayOutModelAsync(incumbent, folder.Incumbent, "incumbent", ct)
                    .ConfigureAwait(false);
                if (!laidOut.Try(out other, out error))
                {
                    return error;
                }
            }

            var fetched = await cache.CopyAsync(dataset, folder.Dataset, ct).ConfigureAwait(false);
            return fetched
                .Then(_ => DataFile.Of(dataset, folder.Dataset))
                .Map(data => new LatencyJob(
                    model,
                    other,
                    data,
                    load.PerSecond,
                    load.Requests,
                    load.Confidence,
                    work.Limits.MemoryBytes,
                    Environment.ProcessId
                ));
        }
    }
}
