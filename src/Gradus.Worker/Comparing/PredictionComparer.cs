using Gradus.Core.Errors;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Comparing;

/// <summary>Has a child process compare two models' kept predictions, and brings its report to the server.</summary>
internal sealed class PredictionComparer(BlobCache cache, Finder finder, int threads)
{
    /// <summary>Compares. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> CompareAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Dataset: { } dataset, Predictions: { } predictions })
        {
            return new Ending.Failed("The server named no predictions to compare.");
        }

        return await finder
            .FindAsync(
                work,
                dataset,
                "compare",
                "bootstrap",
                leavesFile: true,
                PrepareAsync,
                FindingJson.Default.CompareJob,
                ct
            )
            .ConfigureAwait(false);

        async Task<Result<CompareJob>> PrepareAsync(JobFolder folder)
        {
            var fetched = await cache
                .CopyAsync(predictions.Candidate, folder.CandidatePredictions, ct)
                .ConfigureAwait(false);
            fetched = fetched.IsOk
                ? await cache.CopyAsync(predictions.Incumbent, folder.IncumbentPredictions, ct).ConfigureAwait(false)
                : fetched;
            return fetched
                .Then(_ => Columns.Of(dataset))
                .Map(columns => new CompareJob(
                    folder.CandidatePredictions,
                    folder.IncumbentPredictions,
                    columns,
                    predictions.Confidence,
                    threads,
                    folder.Output,
                    work.Limits.MemoryBytes,
                    Environment.ProcessId
                ));
        }
    }
}
