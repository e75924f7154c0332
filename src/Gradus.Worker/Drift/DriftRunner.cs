using Gradus.Core.Errors;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Drift;

/// <summary>Has a child process hold a data set against another.</summary>
internal sealed class DriftRunner(BlobCache cache, Finder finder)
{
    /// <summary>Looks. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> MeasureAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Dataset: { } dataset, Reference: { } reference })
        {
            return new Ending.Failed("The server named no two data sets.");
        }

        return await finder
            .FindAsync(
                work,
                dataset,
                "drift",
                "distances",
                leavesFile: false,
                PrepareAsync,
                FindingJson.Default.DriftJob,
                ct
            )
            .ConfigureAwait(false);

        async Task<Result<DriftJob>> PrepareAsync(JobFolder folder)
        {
            var fetched = await cache.CopyAsync(dataset, folder.Dataset, ct).ConfigureAwait(false);
            fetched = fetched.IsOk
                ? await cache.CopyAsync(reference, folder.Reference, ct).ConfigureAwait(false)
                : fetched;
            return fetched
                .Then(_ => DataFile.Of(dataset, folder.Dataset))
                .Then(current =>
                    DataFile
                        .Of(reference, folder.Reference)
                        .Map(before => new DriftJob(current, before, work.Limits.MemoryBytes, Environment.ProcessId))
                );
        }
    }
}
