using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gradus.Isolation;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Measuring;

namespace Gradus.Worker.Processes;

/// <summary>Has a child process of this program's own do a job: the job goes there in a file, and the result comes back in one.</summary>
internal sealed class ChildRun(ChildCommand child, TimeProvider clock)
{
    private const int MaxResultBytes = 1 << 20;

    /// <summary>The result; or why there is none, in a sentence.</summary>
    /// <param name="verb">What the process is to do, as Program.cs knows it.</param>
    /// <param name="job">What it is told.</param>
    /// <param name="jobType">How that is written.</param>
    /// <param name="resultType">How its result is read.</param>
    /// <param name="folder">Where job and result lie, and where it works.</param>
    /// <param name="limits">What it may use.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<(TResult? Result, string? Reason)> RunAsync<TJob, TResult>(
        string verb,
        TJob job,
        JsonTypeInfo<TJob> jobType,
        JsonTypeInfo<TResult> resultType,
        JobFolder folder,
        WorkLimitsDto limits,
        CancellationToken ct
    )
        where TResult : class
    {
        await File.WriteAllTextAsync(folder.Job, JsonSerializer.Serialize(job, jobType), ct).ConfigureAwait(false);
        var process = child.Start([verb, folder.Job, folder.Result], folder.Work, limits.MemoryBytes);
        using var watched = new ChildProcess(process, limits, clock);
        var (_, reason) = await watched.WaitAsync(ct).ConfigureAwait(false);
        return reason is null ? (Read(folder.Result, resultType), null) : (null, reason);
    }

    // The child read foreign files or ran foreign code: what it wrote is taken for numbers and text, not for truth.
    private static TResult? Read<TResult>(string path, JsonTypeInfo<TResult> type)
        where TResult : class
    {
        if (!ForeignFile.Read(path, MaxResultBytes).Try(out var bytes, out _))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
