using Gradus.Core.Errors;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Fairness;

/// <summary>Has a child process find how differently a model's kept predictions treat groups.</summary>
internal sealed class FairnessRunner(BlobCache cache, Finder finder, int threads)
{
    /// <summary>Looks. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> MeasureAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Dataset: { } dataset, Groups: { } groups })
        {
            return new Ending.Failed("The server named no predictions and groups to look at.");
        }

        return await finder
            .FindAsync(
                work,
                dataset,
                "fairness",
                "bootstrap",
                leavesFile: false,
                PrepareAsync,
                FindingJson.Default.FairnessJob,
                ct
            )
            .ConfigureAwait(false);

        async Task<Result<FairnessJob>> PrepareAsync(JobFolder folder) =>
            (await cache.CopyAsync(groups.Predictions, folder.CandidatePredictions, ct).ConfigureAwait(false)).Map(
                _ => new FairnessJob(
                    folder.CandidatePredictions,
                    groups.Column,
                    (int)Math.Min(groups.MinExamples, int.MaxValue),
                    groups.Confidence,
                    threads,
                    work.Limits.MemoryBytes,
                    Environment.ProcessId
                )
            );
    }
}
