using System.Globalization;
using Gradus.Server.Auth;

namespace Gradus.Server.Hosting;

/// <summary>
/// Runs the worker program beside the server, as often as the options say, and starts it again when it ends. Workers come
/// over the wire like any others: more of them may run elsewhere.
/// </summary>
internal sealed class WorkerProcesses(
    ServerOptions options,
    WorkerSecret secret,
    ServedAddress served,
    ILogger<WorkerProcesses> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Workers == 0)
        {
            return;
        }

        if (ChildProgram.Find("worker") is not { } program)
        {
            ServerLog.NoWorkerProgram(logger);
            return;
        }

        var address = await served.GetAsync(stoppingToken);
        await Task.WhenAll(
            Enumerable
                .Range(1, options.Workers)
                .Select(number =>
                    new KeptProcess(
                        program,
                        string.Create(CultureInfo.InvariantCulture, $"Worker {number}"),
                        secret,
                        logger
                    ).RunAsync(() => Arguments(address, number), stoppingToken)
                )
        );
    }

    private string[] Arguments(string address, int number)
    {
        var commands = DataFolder.CommandsIn(DataFolder.Resolve(options.Data));
        Directory.CreateDirectory(commands);
        return
        [
            "--server",
            address,
            "--name",
            string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{number}"),
            "--cache",
            Path.Join(Path.GetFullPath(options.Data), "worker", number.ToString(CultureInfo.InvariantCulture)),
            "--commands",
            commands,
            "--parent",
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        ];
    }
}
