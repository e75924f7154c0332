using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;

namespace Gradus.Worker.Measuring;

/// <summary>
/// Carries out a measurement: lays the files out by digest, has a child process measure, and takes its result. The digests
/// are of the bytes that this process laid out; the child is not asked.
/// </summary>
internal sealed class Measurer(BlobCache cache, ChildCommand child, int threads, TimeProvider clock)
{
    private const int MaxResultBytes = 1 << 20;

    /// <summary>Measures. Whatever goes wrong with files, disk or child is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> MeasureAsync(WorkDto work, CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        try
        {
            using var folder = JobFolder.Create(cache.Root);
            var laidOut = await LayOutAsync(work, folder, ct).ConfigureAwait(false);
            if (!laidOut.Try(out var model, out var error))
            {
                return new Ending.Failed(error.Message);
            }

            var (result, reason) = await RunChildAsync(work, folder, model, ct).ConfigureAwait(false);
            return result switch
            {
                null => new Ending.Failed(reason ?? "The evaluating process left no result that can be read."),
                { Incompatible: { } refusal } => new Ending.Incompatible(refusal),
                _ => new Ending.Measured(ToMeasurement(result, work, started)),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Ending.Failed($"The worker's disk failed: {e.Message}");
        }
    }

    // The path of the ONNX file among the model's.
    private async Task<Result<string>> LayOutAsync(WorkDto work, JobFolder folder, CancellationToken ct)
    {
        var described = Describe(work);
        if (
            !described.Try(out var manifest, out var error) || !ModelFile.Choose(manifest).Try(out var model, out error)
        )
        {
            return error;
        }

        foreach (var file in manifest.Files)
        {
            var target = Path.Join(folder.Model, file.Path.Value);
            PrivateFolder.Create(Path.GetDirectoryName(target)!);
            if ((await cache.CopyAsync(file.Digest, file.Size, target, ct).ConfigureAwait(false)).Error is { } refusal)
            {
                return Error.Invalid($"File '{file.Path}' of the model is not to be had. {refusal.Message}");
            }
        }

        if (!Digest.Parse(work.Dataset!.Digest).Try(out var csv, out error))
        {
            return error;
        }

        var copied = await cache.CopyAsync(csv, work.Dataset!.Size, folder.Dataset, ct).ConfigureAwait(false);
        return copied.Error is { } missing
            ? Error.Invalid($"Data set '{work.Dataset!.Name}' is not to be had. {missing.Message}")
            : Path.Join(folder.Model, model.Value);
    }

    // Every path is checked again here, and the digest over all files is computed from what is laid out.
    private static Result<Manifest> Describe(WorkDto work)
    {
        var files = new List<ManifestFile>();
        foreach (var file in work.Artifact.Files)
        {
            if (!ArtifactPath.Parse(file.Path).Try(out var path, out _))
            {
                return Error.Invalid($"The model's file path '{file.Path}' is not a clean relative path.");
            }

            if (!Digest.Parse(file.Digest).Try(out var digest, out var error))
            {
                return error;
            }

            files.Add(new ManifestFile(path, file.Size, digest));
        }

        return Manifest
            .Create(files)
            .Then<Manifest>(manifest =>
                manifest.Digest.ToString() == work.Artifact.Digest
                    ? manifest
                    : Error.Invalid($"The model's files make up {manifest.Digest}, not {work.Artifact.Digest}.")
            );
    }

    private async Task<(JobResult? Result, string? Reason)> RunChildAsync(
        WorkDto work,
        JobFolder folder,
        string model,
        CancellationToken ct
    )
    {
        var job = new Job(
            model,
            folder.Dataset,
            work.Dataset!.Name,
            work.Dataset!.Label,
            work.Dataset!.Ignore,
            threads,
            work.Limits.MemoryBytes,
            Environment.ProcessId
        );
        await File.WriteAllTextAsync(folder.Job, JsonSerializer.Serialize(job, JobJson.Default.Job), ct)
            .ConfigureAwait(false);
        var process = child.Start(folder.Job, folder.Result, folder.Work, work.Limits.MemoryBytes);
        using var watched = new ChildProcess(process, work.Limits, clock);
        var (_, reason) = await watched.WaitAsync(ct).ConfigureAwait(false);
        return reason is null ? (ReadResult(folder.Result), null) : (null, reason);
    }

    // The child ran foreign code: what it wrote is taken for numbers and text, not for truth about anything else.
    private static JobResult? ReadResult(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LinkTarget is not null || file.Length > MaxResultBytes)
        {
            return null;
        }

        try
        {
            var result = JsonSerializer.Deserialize(File.ReadAllText(path), JobJson.Default.JobResult);
            return result is { Metrics: not null } or { Incompatible: not null } ? result : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private MeasurementDto ToMeasurement(JobResult result, WorkDto work, DateTimeOffset started) =>
        new(
            result.Metrics!,
            result.Examples,
            work.Artifact.Digest,
            work.Dataset!.Digest,
            result.Code ?? "",
            result.Runtime ?? "",
            started.ToUnixTimeMilliseconds(),
            clock.GetUtcNow().ToUnixTimeMilliseconds()
        );
}
