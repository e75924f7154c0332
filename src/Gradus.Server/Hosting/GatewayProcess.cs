using System.Globalization;
using Gradus.Server.Auth;

namespace Gradus.Server.Hosting;

/// <summary>
/// Runs a gateway beside the server, if the options name models to serve, and starts it again when it ends. It is a program of its own as
/// everywhere: what it serves goes on while the server restarts only where it was started for itself.
/// </summary>
internal sealed class GatewayProcess(
    ServerOptions options,
    WorkerSecret secret,
    ServedAddress served,
    ILogger<GatewayProcess> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Serve.Count == 0)
        {
            return;
        }

        if (ChildProgram.Find("serving") is not { } program)
        {
            ServerLog.NoServingProgram(logger);
            return;
        }

        var address = await served.GetAsync(stoppingToken);
        await new KeptProcess(program, "The gateway", secret, logger).RunAsync(() => Arguments(address), stoppingToken);
    }

    private IEnumerable<string> Arguments(string address) =>
        [
            .. options.Serve,
            "--server",
            address,
            "--port",
            options.ServePort.ToString(CultureInfo.InvariantCulture),
            "--data",
            Path.Join(Path.GetFullPath(options.Data), "serving"),
            "--parent",
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        ];
}
