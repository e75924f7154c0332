using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gradus.Crash.Tests;

/// <summary>The built server as a process, which can be killed the hard way.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>The most memory the process has had resident, in bytes.</summary>
    public long PeakResidentBytes =>
        1024
        * long.Parse(
            PeakLine().Match(File.ReadAllText($"/proc/{_process.Id}/status")).Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture
        );

    /// <summary>Starts a server on a free port and returns when it serves.</summary>
    /// <param name="data">Its folder.</param>
    /// <param name="database">Its PostgreSQL; null for SQLite.</param>
    /// <param name="environment">Variables that it is to see besides.</param>
    /// <param name="traceTo">The file into which strace writes what it opens and reaches; null for no trace.</param>
    public static async Task<ServerProcess> StartAsync(
        string data,
        string? database,
        IReadOnlyDictionary<string, string>? environment = null,
        string? traceTo = null
    )
    {
        var command = Command(data, database);
        command = traceTo is null ? command : Trace.Over(command, traceTo);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            command.Environment[name] = value;
        }

        var process = Process.Start(command)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(StartLimit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (AddressIn().Match(line) is { Success: true } found)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ServerProcess(process, new Uri(found.Value));
            }
        }

        await process.WaitForExitAsync(limit.Token);
        throw new InvalidOperationException($"The server did not start: {await errors}");
    }

    /// <summary>Starts a server that does not come to serve; returns when it has ended.</summary>
    public static async Task StartInVainAsync(
        string data,
        string? database,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(data, database, environment));
        refused.Message.ShouldStartWith("The server did not start");
    }

    /// <summary>Starts a server and kills it after a while, whether or not it serves by then: recovery is killed too.</summary>
    public static async Task StartAndKillAsync(string data, string? database, TimeSpan after)
    {
        using var process = Process.Start(Command(data, database))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await Task.Delay(after);
        process.HasExited.ShouldBeFalse("the server ended on its own");
        process.Kill();
        await process.WaitForExitAsync();
        await Task.WhenAll(output, errors);
    }

    /// <summary>Sends a signal, e.g. STOP or CONT.</summary>
    public Task SignalAsync(string signal) => Shell.RunAsync("kill", $"-{signal}", $"{_process.Id}");

    /// <summary>Asks it to stop, and returns when it has ended.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>How a backup is restored into a data folder and, if it is named, a database.</summary>
    public static ProcessStartInfo Restore(string data, string? database, string backups)
    {
        string[] target = database is null ? [] : ["--database", database];
        return Program("Gradus.Server", "gradus-server", ["restore", backups, "--data", data, .. target]);
    }

    /// <summary>How a server is backed up into a folder of backups.</summary>
    public static ProcessStartInfo BackUp(Uri server, string backups) =>
        Program("Gradus.Cli", "gradus", ["backup", backups, "--server", server.ToString()]);

    /// <summary>Where a project was built: beside this test's own output, in the same configuration.</summary>
    public static string FolderOf(string project)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Join(own.Parent!.Parent!.FullName, project, own.Name);
    }

    private static ProcessStartInfo Command(string data, string? database)
    {
        string[] target = database is null ? [] : [$"--database={database}"];
        return Program("Gradus.Server", "gradus-server", ["--port=0", "--workers=0", $"--data={data}", .. target]);
    }

    // The server where the variable names it.
    private static ProcessStartInfo Program(string project, string name, IReadOnlyList<string> arguments)
    {
        var file =
            project == "Gradus.Server"
            && Environment.GetEnvironmentVariable("GRADUS_SERVER_PROGRAM") is { Length: > 0 } named
                ? named
                : Path.Join(FolderOf(project), name);
        return new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex AddressIn();

    [GeneratedRegex(@"VmHWM:\s+(\d+) kB")]
    private static partial Regex PeakLine();
}
