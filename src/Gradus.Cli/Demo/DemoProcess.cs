using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gradus.Cli.Processes;

namespace Gradus.Cli.Demo;

/// <summary>A program of the demo's own: a child process on a free port of this machine, stopped when it is disposed.</summary>
internal sealed class DemoProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly TextWriter _log;

    private DemoProcess(Process process, TextWriter log, Uri address)
    {
        _process = process;
        _log = log;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it is ready: until its /health answers 200.</summary>
    /// <param name="what">What it is, for people.</param>
    /// <param name="program">What is started.</param>
    /// <param name="arguments">Its arguments, without its port.</param>
    /// <param name="logFile">Where what it writes goes.</param>
    /// <param name="cancel">The demo is stopped.</param>
    /// <exception cref="DemoException">It did not become ready.</exception>
    public static async Task<DemoProcess> StartAsync(
        string what,
        SiblingProgram program,
        IReadOnlyList<string> arguments,
        string logFile,
        CancellationToken cancel
    )
    {
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(program.File, [.. program.Before, .. arguments, "--port", port])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in Credentials.Variables)
        {
            start.Environment.Remove(variable);
        }

        var log = TextWriter.Synchronized(new StreamWriter(logFile) { AutoFlush = true });
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, e) => log.WriteLine(e.Data);
        process.ErrorDataReceived += (_, e) => log.WriteLine(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = new DemoProcess(process, log, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await started.BecomeReadyAsync(what, logFile, cancel);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

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

    private async Task BecomeReadyAsync(string what, string logFile, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = Address };
        var waited = Stopwatch.StartNew();
        while (!await IsReadyAsync(http, cancel))
        {
            if (_process.HasExited || waited.Elapsed > StartLimit)
            {
                var how = _process.HasExited ? $"ended with exit code {_process.ExitCode}" : "did not become ready";
                throw new DemoException($"The demo's {what} {how}; its log is {logFile}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancel);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("health", UriKind.Relative), cancel);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
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
