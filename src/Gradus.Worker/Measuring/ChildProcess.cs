using System.Diagnostics;
using Gradus.Isolation;
using Gradus.Protocol.Work;
using Gradus.Worker.Limits;

namespace Gradus.Worker.Measuring;

/// <summary>
/// A measuring process under watch: ended when it takes too long or too much memory, or when its result is no longer
/// wanted. When this is disposed, the process is gone.
/// </summary>
internal sealed class ChildProcess(Process process, WorkLimitsDto limits, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly OutputTail _errors = new();

    /// <summary>Waits for the end: the exit code, or the reason why it was ended or died.</summary>
    public async Task<(int ExitCode, string? Reason)> WaitAsync(CancellationToken ct)
    {
        process.StandardInput.Close();
        var reading = Task.WhenAll(
            _errors.ReadAsync(process.StandardError),
            new OutputTail().ReadAsync(process.StandardOutput)
        );
        var verdict = await WatchAsync(ct).ConfigureAwait(false);
        Kill();
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        return (process.ExitCode, verdict ?? ReasonOfExit());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        process.Dispose();
    }

    // Null if it came to its own end.
    private async Task<string?> WatchAsync(CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var exit = process.WaitForExitAsync(ct);
        while (!process.HasExited)
        {
            if (clock.GetElapsedTime(began).TotalSeconds >= limits.TimeoutSeconds)
            {
                return $"Evaluation was ended after {limits.TimeoutSeconds} s without finishing.";
            }

            if (MemoryInUse() is { } memory && memory > limits.MemoryBytes)
            {
                return $"Evaluation was ended at {ByteSize.Format(memory)} of memory; the limit is {ByteSize.Format(limits.MemoryBytes)}.";
            }

            await Task.WhenAny(exit, Task.Delay(Look, clock, ct)).ConfigureAwait(false);
            ct.ThrowIfCancellationRequested();
        }

        return null;
    }

    private long? MemoryInUse()
    {
        if (OperatingSystem.IsLinux())
        {
            return ProcStatus.PeakResident(process.Id);
        }

        process.Refresh();
        return process.HasExited ? null : process.WorkingSet64;
    }

    private string? ReasonOfExit() =>
        process.ExitCode is MeasureCommand.Measured or MeasureCommand.Incompatible
            ? null
            : ChildExit.Reason(process.ExitCode, _errors.LastLine());

    private void Kill()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
    }
}
