using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Measuring;

/// <summary>
/// Carries out a measurement: lays the files out by digest, has a child process measure, and takes its result. The digests
/// are of the bytes that this process laid out; the child is not asked.
/// </summary>
internal sealed class Measurer(BlobCache cache, ChildRun child, Outputs outputs, int threads, TimeProvider clock)
{
    private readonly ArtifactFiles _files = new(cache);

    /// <summary>Measures. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> MeasureAsync(WorkDto work, CancellationToken ct)
    {
        if (work.Dataset is not { } dataset)
        {
            return new Ending.Failed("The server named no data set to measure on.");
        }

        if (!Columns.Of(dataset).Try(out var columns, out var unknown))
        {
            return new Ending.Failed(unknown.Message);
        }

        var started = clock.GetUtcNow();
        try
        {
            using var folder = JobFolder.Create(cache.Root);
            var laidOut = await LayOutAsync(work, dataset, folder, ct).ConfigureAwait(false);
            if (!laidOut.Try(out var model, out var error))
            {
                return new Ending.Failed(error.Message);
            }

            var (result, reason) = await RunChildAsync(work, dataset, columns, folder, model, ct).ConfigureAwait(false);
            return result switch
            {
                { Incompatible: { } refusal } => new Ending.Incompatible(refusal),
                { Metrics: { } metrics } => await KeepAsync(work, dataset, folder, result, metrics, started, ct)
                    .ConfigureAwait(false),
                _ => new Ending.Failed(reason ?? "The evaluating process left no result that can be read."),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Ending.Failed($"The worker's disk failed: {e.Message}");
        }
    }

    // The path of the ONNX file among the model's.
    private async Task<Result<string>> LayOutAsync(
        WorkDto work,
        WorkDatasetDto dataset,
        JobFolder folder,
        CancellationToken ct
    )
    {
        var model = await _files.LayOutModelAsync(work.Artifact, folder.Model, "model", ct).ConfigureAwait(false);
        if (!model.IsOk)
        {
            return model;
        }

        var copied = await cache.CopyAsync(dataset, folder.Dataset, ct).ConfigureAwait(false);
        return copied.Then(_ => model);
    }

    private Task<(JobResult? Result, string? Reason)> RunChildAsync(
        WorkDto work,
        WorkDatasetDto dataset,
        DatasetColumns columns,
        JobFolder folder,
        string model,
        CancellationToken ct
    ) =>
        child.RunAsync(
            "measure",
            new Job(
                model,
                folder.Dataset,
                dataset.Name,
                columns,
                folder.Output,
                threads,
                work.Limits.MemoryBytes,
                Environment.ProcessId
            ),
            JobJson.Default.Job,
            JobJson.Default.JobResult,
            folder,
            work.Limits,
            ct
        );

    private async Task<Ending> KeepAsync(
        WorkDto work,
        WorkDatasetDto dataset,
        JobFolder folder,
        JobResult result,
        IReadOnlyDictionary<string, double> metrics,
        DateTimeOffset started,
        CancellationToken ct
    )
    {
        var sent = await outputs.SendAsync(work, folder.Output, ct).ConfigureAwait(false);
        return sent.Try(out var predictions, out var error)
            ? new Ending.Measured(
                new MeasurementDto(
                    metrics,
                    result.Examples,
                    work.Artifact.Digest,
                    dataset.Digest,
                    result.Code ?? "",
                    result.Runtime ?? "",
                    started.ToUnixTimeMilliseconds(),
                    clock.GetUtcNow().ToUnixTimeMilliseconds(),
                    result.Slices,
                    predictions
                )
            )
            : new Ending.Failed(error.Message);
    }
}
