using System.Text.Json;
using Gradus.Core.Errors;
using Gradus.Isolation;
using Gradus.Protocol.Work;
using Gradus.Worker.Files;
using Gradus.Worker.Hosting;
using Gradus.Worker.Verdicts;

namespace Gradus.Worker.Commands;

/// <summary>
/// Runs a test command on a version: lays the files out by digest, has a child process start the command and watch it, and
/// makes a verdict of its exit code and its report.
/// </summary>
internal sealed class CommandRunner(BlobCache cache, CommandsFolder commands, ChildCommand child, TimeProvider clock)
{
    private readonly ArtifactFiles _files = new(cache);

    /// <summary>Runs it. Whatever goes wrong with files, disk or processes is an <see cref="Ending.Failed"/>.</summary>
    public async Task<Ending> RunAsync(WorkDto work, CancellationToken ct)
    {
        if (work is not { Command: { Arguments.Count: > 0 } command, Subject: { } subject })
        {
            return new Ending.Failed("The server named no command, or no version to run it on.");
        }

        if (!OperatingSystem.IsLinux())
        {
            return new Ending.Failed("Test commands need a worker on Linux.");
        }

        var started = clock.GetUtcNow();
        try
        {
            using var folder = JobFolder.Create(cache.Root);
            var prepared = await PrepareAsync(work, command, subject, folder, ct).ConfigureAwait(false);
            if (!prepared.Try(out var code, out var error))
            {
                return new Ending.Failed(error.Message);
            }

            var (judgement, log) = await SuperviseAsync(work, command, folder, ct).ConfigureAwait(false);
            return new Ending.Judged(judgement, work.Artifact.Digest, code, log, started, clock.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Ending.Failed($"The worker's disk failed: {e.Message}");
        }
    }

    // What is run, with its digest.
    private async Task<Result<string>> PrepareAsync(
        WorkDto work,
        WorkCommandDto command,
        WorkSubjectDto subject,
        JobFolder folder,
        CancellationToken ct
    )
    {
        var laidOut = await LayOutAsync(work, folder, ct).ConfigureAwait(false);
        if (!laidOut.Try(out _, out var error))
        {
            return error;
        }

        var copied = await commands.CopyAsync(folder.Work, ct).ConfigureAwait(false);
        var variables = CommandVariables.Of(
            command,
            subject,
            work.Incumbent is not null,
            folder,
            Environment.GetEnvironmentVariable("PATH")
        );
        if (
            !copied.Try(out var digest, out error)
            || !ProgramFile.Find(command.Arguments[0], folder.Work, variables["PATH"]).Try(out var program, out error)
        )
        {
            return error;
        }

        var job = new CommandJob(
            program,
            command.Arguments,
            variables,
            work.Limits.TimeoutSeconds,
            work.Limits.MemoryBytes
        );
        await File.WriteAllTextAsync(folder.Job, JsonSerializer.Serialize(job, CommandJson.Default.CommandJob), ct)
            .ConfigureAwait(false);
        return digest is { } known ? $"test commands {known}" : "no test commands of the worker's";
    }

    private async Task<Result<Done>> LayOutAsync(WorkDto work, JobFolder folder, CancellationToken ct)
    {
        (WorkArtifactDto? Artifact, string Folder, string Whose)[] versions =
        [
            (work.Artifact, folder.Model, "model"),
            (work.Incumbent, folder.Incumbent, "incumbent"),
        ];
        foreach (var (artifact, target, whose) in versions)
        {
            if (artifact is null)
            {
                continue;
            }

            if (!ArtifactFiles.Describe(artifact, whose).Try(out var manifest, out var error))
            {
                return error;
            }

            var laidOut = await _files.LayOutAsync(manifest, target, whose, ct).ConfigureAwait(false);
            if (!laidOut.IsOk)
            {
                return laidOut;
            }
        }

        return new Done();
    }

    private async Task<(Judgement Judgement, string? Log)> SuperviseAsync(
        WorkDto work,
        WorkCommandDto command,
        JobFolder folder,
        CancellationToken ct
    )
    {
        using var supervision = new Supervision(
            child.Start(["supervise", folder.Job, folder.Result], folder.Work),
            folder
        );
        var end = await supervision.WaitAsync(work.Limits.TimeoutSeconds, ct).ConfigureAwait(false);
        var judgement = CommandVerdict.Of(
            end,
            command.Report,
            CommandVariables.ReportPath(command, folder),
            supervision.Output
        );
        return (judgement, supervision.Output.ToLog());
    }
}
