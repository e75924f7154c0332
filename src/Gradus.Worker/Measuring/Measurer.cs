using System.Text.Json;
using Gradus.Core.Artifacts;
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
internal sealed class Measurer(BlobCache cache, ChildCommand child, int threads, TimeProvider clock)
{
    private const int MaxResultBytes = 1 << 20;

    private readonly ArtifactFiles _files = new(cache);

    /// <summary>Measures. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> MeasureAsync(WorkDto work, CancellationToken ct)
    {
        if (work.Dataset is not { } dataset)
        {
            return new Ending.Failed("The server named no data set to measure on.");
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

            var (result, reason) = await RunChildAsync(work, dataset, folder, model, ct).ConfigureAwait(false);
            return result switch
            {
                null => new Ending.Failed(reason ?? "The evaluating process left no result that can be read."),
                { Incompatible: { } refusal } => new Ending.Incompatible(refusal),
                _ => new Ending.Measured(ToMeasurement(result, work.Artifact.Digest, dataset.Digest, started)),
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
        if (
            !ArtifactFiles.Describe(work.Artifact, "model").Try(out var manifest, out var error)
            || !ModelFile.Choose(manifest).Try(out var model, out error)
        )
        {
            return error;
        }

        var laidOut = await _files.LayOutAsync(manifest, folder.Model, "model", ct).ConfigureAwait(false);
        if (!laidOut.Try(out _, out error) || !Digest.Parse(dataset.Digest).Try(out var csv, out error))
        {
            return error;
        }

        var copied = await cache.CopyAsync(csv, dataset.Size, folder.Dataset, ct).ConfigureAwait(false);
        return copied.Error is { } missing
            ? Error.Invalid($"Data set '{dataset.Name}' is not to be had. {missing.Message}")
            : Path.Join(folder.Model, model.Value);
    }

    private async Task<(JobResult? Result, string? Reason)> RunChildAsync(
        WorkDto work,
        WorkDatasetDto dataset,
        JobFolder folder,
        string model,
        CancellationToken ct
    )
    {
        var job = new Job(
            model,
            folder.Dataset,
            dataset.Name,
            dataset.Label,
            dataset.Ignore,
            threads,
            work.Limits.MemoryBytes,
            Environment.ProcessId
        );
        await File.WriteAllTextAsync(folder.Job, JsonSerializer.Serialize(job, JobJson.Default.Job), ct)
            .ConfigureAwait(false);
        var process = child.Start(["measure", folder.Job, folder.Result], folder.Work, work.Limits.MemoryBytes);
        using var watched = new ChildProcess(process, work.Limits, clock);
        var (_, reason) = await watched.WaitAsync(ct).ConfigureAwait(false);
        return reason is null ? (ReadResult(folder.Result), null) : (null, reason);
    }

    // The child ran foreign code: what it wrote is taken for numbers and text, not for truth about anything else.
    private static JobResult? ReadResult(string path)
    {
        if (!ForeignFile.Read(path, MaxResultBytes).Try(out var bytes, out _))
        {
            return null;
        }

        try
        {
            var result = JsonSerializer.Deserialize(bytes, JobJson.Default.JobResult);
            return result is { Metrics: not null } or { Incompatible: not null } ? result : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private MeasurementDto ToMeasurement(JobResult result, string artifact, string dataset, DateTimeOffset started) =>
        new(
            result.Metrics!,
            result.Examples,
            artifact,
            dataset,
            result.Code ?? "",
            result.Runtime ?? "",
            started.ToUnixTimeMilliseconds(),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            result.Slices
        );
}
