using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gradus.Cli.Processes;
using Gradus.Protocol;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Demo;

/// <summary>A server of the demo's own: a child process on a free port of this machine, stopped when it is disposed.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TextWriter _log;

    private DemoServer(Process process, TextWriter log, Uri address)
    {
        _process = process;
        _log = log;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="DemoException">It did not become ready.</exception>
    public static async Task<DemoServer> StartAsync(
        Func<string, string?> environment,
        DataFolder data,
        CancellationToken cancel
    )
    {
        var program = SiblingProgram.FindServer(environment);
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(program.File, [.. program.Before, "--port", port, "--data", data.FullPath])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in Credentials.Variables)
        {
            start.Environment.Remove(variable);
        }

        var log = TextWriter.Synchronized(new StreamWriter(data.Log) { AutoFlush = true });
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => log.WriteLine(e.Data);
        process.ErrorDataReceived += (_, e) => log.WriteLine(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new DemoServer(process, log, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await server.BecomeReadyAsync(data, cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client for it.</summary>
    public GradusClient Connect() => new(new GradusClientOptions(Address, Environment.UserName));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signals.Terminate(_process);
        }

        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
        await _log.DisposeAsync();
    }

    private async Task BecomeReadyAsync(DataFolder data, CancellationToken cancel)
    {
        using var client = Connect();
        var waited = Stopwatch.StartNew();
        while (!await IsReadyAsync(client, cancel))
        {
            if (_process.HasExited || waited.Elapsed > StartLimit)
            {
                var how = _process.HasExited ? $"ended with exit code {_process.ExitCode}" : "did not become ready";
                throw new DemoException($"The demo's server {how}; its log is {data.Log}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
        }
    }

    private static async Task<bool> IsReadyAsync(GradusClient client, CancellationToken cancel)
    {
        try
        {
            return await client.IsHealthyAsync(cancel);
        }
        catch (GradusUnreachableException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
