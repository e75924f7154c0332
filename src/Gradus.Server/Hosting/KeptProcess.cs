using System.ComponentModel;
using System.Diagnostics;
using Gradus.Server.Auth;

namespace Gradus.Server.Hosting;

/// <summary>A program that runs beside the server and is started again when it ends, until the server stops.</summary>
/// <param name="program">The program.</param>
/// <param name="called">What it is called in the log, e.g. "Worker 1".</param>
/// <param name="secret">What it shows to the server.</param>
/// <param name="logger">Is told when it ends.</param>
internal sealed class KeptProcess(ChildProgram program, string called, WorkerSecret secret, ILogger logger)
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(2);

    /// <summary>Runs it, again and again.</summary>
    /// <param name="arguments">Its arguments, asked for before each start; what goes wrong with the disk is tried again.</param>
    /// <param name="stoppingToken">The server stops.</param>
    public async Task RunAsync(Func<IEnumerable<string>> arguments, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(arguments, stoppingToken);
                await Task.Delay(RestartDelay, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RunOnceAsync(Func<IEnumerable<string>> arguments, CancellationToken stoppingToken)
    {
        try
        {
            using var process = program.Start(arguments(), secret.Text);
            await using var ending = stoppingToken.Register(() => End(process));
            await process.WaitForExitAsync(CancellationToken.None);
            if (!stoppingToken.IsCancellationRequested)
            {
                ServerLog.ChildEnded(logger, called, process.ExitCode);
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            // No such program, no memory for a process, no right to make a folder: the registry serves on, and tries again.
            ServerLog.ChildNotStarted(logger, called, e.Message);
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended on its own.
        }
    }
}
