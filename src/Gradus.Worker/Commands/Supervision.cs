using System.Diagnostics;
using System.Text.Json;
using Gradus.Isolation;
using Gradus.Worker.Files;
using Gradus.Worker.Processes;

namespace Gradus.Worker.Commands;

/// <summary>
/// A supervising process as the agent sees it. When its input is closed, it ends the command and all that the command
/// started. When this has waited, all of it is gone, whichever way it went.
/// </summary>
internal sealed class Supervision(Process supervisor, JobFolder folder) : IDisposable
{
    private const int MaxLog = 64 * 1024;
    private const int MaxEndBytes = 1 << 16;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    // More than the supervisor needs to end a command that took too long.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly OutputTail _errors = new();

    /// <summary>The end of what the command and its children wrote.</summary>
    public OutputTail Output { get; } = new(MaxLog);

    /// <summary>Waits for the command's end.</summary>
    public async Task<CommandEnd> WaitAsync(int timeoutSeconds, CancellationToken ct)
    {
        var reading = Task.WhenAll(
            Output.ReadAsync(supervisor.StandardOutput),
            _errors.ReadAsync(supervisor.StandardError)
        );
        try
        {
            await WaitForExitAsync(TimeSpan.FromSeconds(timeoutSeconds) + Grace, ct).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }
        finally
        {
            await EndAsync(reading).ConfigureAwait(false);
        }

        return ReadEnd()
            ?? new CommandEnd(
                Stopped: $"The process that watches the command ended with exit code {supervisor.ExitCode} before the command did{LastWords()}"
            );
    }

    /// <inheritdoc/>
    public void Dispose() => supervisor.Dispose();

    private async Task EndAsync(Task reading)
    {
        supervisor.StandardInput.Close();
        await WaitForExitAsync(StopTimeout, CancellationToken.None).ConfigureAwait(false);
        if (!supervisor.HasExited)
        {
            supervisor.Kill(entireProcessTree: true);
        }

        await supervisor.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await Leftovers.EndAsync(folder.Root).ConfigureAwait(false);
        // Whoever still holds the outputs is not waited for.
        await Task.WhenAny(reading, Task.Delay(StopTimeout)).ConfigureAwait(false);
    }

    private async Task WaitForExitAsync(TimeSpan atMost, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(atMost);
        try
        {
            await supervisor.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It is looked at afterwards whether it ended.
        }
    }

    private CommandEnd? ReadEnd()
    {
        try
        {
            return ForeignFile.Read(folder.Result, MaxEndBytes).Try(out var bytes, out _)
                ? JsonSerializer.Deserialize(bytes, CommandJson.Default.CommandEnd)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string LastWords() => _errors.LastLine() is { } line ? $": {line}" : ".";
}
