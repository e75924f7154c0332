using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gradus.Server.Hosting;

/// <summary>
/// Runs the worker program beside the server, as often as the options say, and starts it again when it ends. Workers come
/// over the wire like any others: more of them may run elsewhere.
/// </summary>
internal sealed class WorkerProcesses(
    ServerOptions options,
    WorkerSecret secret,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<WorkerProcesses> logger
) : BackgroundService
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Workers == 0)
        {
            return;
        }

        if (WorkerProgram.Find() is not { } program)
        {
            ServerLog.NoWorkerProgram(logger);
            return;
        }

        await StartedAsync(stoppingToken);
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Task.WhenAll(
            Enumerable
                .Range(1, options.Workers)
                .Select(number => KeepRunningAsync(program, address, number, stoppingToken))
        );
    }

    private async Task KeepRunningAsync(
        WorkerProgram program,
        string address,
        int number,
        CancellationToken stoppingToken
    )
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(program, address, number, stoppingToken);
                await Task.Delay(RestartDelay, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RunAsync(WorkerProgram program, string address, int number, CancellationToken stoppingToken)
    {
        try
        {
            Directory.CreateDirectory(Commands);
            using var process = program.Start(Arguments(address, number), secret.Text);
            await using var ending = stoppingToken.Register(() => End(process));
            await process.WaitForExitAsync(CancellationToken.None);
            if (!stoppingToken.IsCancellationRequested)
            {
                ServerLog.WorkerEnded(logger, number, process.ExitCode);
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            // No such program, no memory for a process, no right to make a folder: the registry serves on, and tries again.
            ServerLog.WorkerNotStarted(logger, number, e.Message);
        }
    }

    private string Commands => DataFolder.CommandsIn(DataFolder.Resolve(options.Data));

    private string[] Arguments(string address, int number) =>
        [
            "--server",
            address,
            "--name",
            string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{number}"),
            "--cache",
            Path.Join(Path.GetFullPath(options.Data), "worker", number.ToString(CultureInfo.InvariantCulture)),
            "--commands",
            Commands,
            "--parent",
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        ];

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await using var onStop = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        await started.Task;
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
