using System.Text.Json.Serialization.Metadata;
using Gradus.Core.Errors;
using Gradus.Evaluation;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;

namespace Gradus.Worker.Processes;

/// <summary>Has a child process find something out from files that were brought, and makes the work's ending of what it found.</summary>
internal sealed class Finder(BlobCache cache, ChildRun child, Outputs outputs, TimeProvider clock)
{
    /// <summary>Finds it. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    /// <param name="work">The work.</param>
    /// <param name="dataset">The data set that it is about.</param>
    /// <param name="verb">What the process is to do, as Program.cs knows it.</param>
    /// <param name="how">By what it finds, for the evidence.</param>
    /// <param name="leavesFile">Whether it leaves a file that is to be sent to the server.</param>
    /// <param name="prepare">Brings the files into the folder, and says what the process is told.</param>
    /// <param name="jobType">How that is written.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<Ending> FindAsync<TJob>(
        WorkDto work,
        WorkDatasetDto dataset,
        string verb,
        string how,
        bool leavesFile,
        Func<JobFolder, Task<Result<TJob>>> prepare,
        JsonTypeInfo<TJob> jobType,
        CancellationToken ct
    )
    {
        var started = clock.GetUtcNow();
        try
        {
            using var folder = JobFolder.Create(cache.Root);
            if (!(await prepare(folder).ConfigureAwait(false)).Try(out var job, out var missing))
            {
                return new Ending.Failed(missing.Message);
            }

            var (found, reason) = await child
                .RunAsync(verb, job, jobType, FindingJson.Default.Finding, folder, work.Limits, ct)
                .ConfigureAwait(false);
            if (found is not { Metrics: { } metrics })
            {
                return found?.Incompatible is { } refusal
                    ? new Ending.Incompatible(refusal)
                    : new Ending.Failed(reason ?? $"The process for '{verb}' left no result that can be read.");
            }

            OutputDto? output = null;
            if (
                leavesFile
                && !(await outputs.SendAsync(work, folder.Output, ct).ConfigureAwait(false)).Try(
                    out output,
                    out var unsent
                )
            )
            {
                return new Ending.Failed(unsent.Message);
            }

            return new Ending.Measured(
                new MeasurementDto(
                    metrics,
                    found.Examples,
                    work.Artifact.Digest,
                    dataset.Digest,
                    Evaluator.Code,
                    how,
                    started.ToUnixTimeMilliseconds(),
                    clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    found.Parts,
                    output
                )
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Ending.Failed($"The worker's disk failed: {e.Message}");
        }
    }
}
