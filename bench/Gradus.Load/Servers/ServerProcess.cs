using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Gradus.Load.Servers;

/// <summary>How a server is started.</summary>
/// <param name="Program">The built executable.</param>
/// <param name="Data">Its data folder.</param>
/// <param name="Database">PostgreSQL's address; null for SQLite in the data folder.</param>
/// <param name="Constants">The sizes of the constants it is to answer at /bench/constant/SIZE.</param>
internal sealed record ServerStart(string Program, string Data, string? Database, IReadOnlyCollection<long> Constants);

/// <summary>The built server as a child process on a port of its own, without workers.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>The processor time it has used, user and system, in seconds; in steps of 10 ms.</summary>
    public double CpuSeconds
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        }
    }

    /// <summary>The most memory it held at once since <see cref="ForgetPeak"/>, in bytes.</summary>
    public long PeakMemory =>
        File.ReadLines($"/proc/{_process.Id}/status")
            .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(line => Number(line[6..].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024)
            .First();

    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    /// <summary>Starts it; returns when it serves.</summary>
    /// <exception cref="LoadException">It ended instead.</exception>
    public static ServerProcess Start(ServerStart start)
    {
        var info = new ProcessStartInfo(start.Program, ["--port", "0", "--workers", "0", "--data", start.Data])
        {
            RedirectStandardOutput = true,
        };
        if (start.Database is { } database)
        {
            info.ArgumentList.Add("--database");
            info.ArgumentList.Add(database);
        }

        info.Environment["GRADUS_BENCH_CONSTANT_BYTES"] = string.Join(',', start.Constants);
        var process = Process.Start(info)!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (Address().Match(line) is { Success: true } address)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new ServerProcess(process, (int)Number(address.Groups[1].Value));
            }
        }

        process.WaitForExit();
        throw new LoadException($"The server ended with exit code {process.ExitCode} instead of serving.");
    }

    /// <summary>Stops it cleanly.</summary>
    public void Dispose()
    {
        if (UnixSignals.AskToStop(_process.Id) && !_process.WaitForExit(TimeSpan.FromSeconds(30)))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"serves on http://127\.0\.0\.1:(\d+)")]
    private static partial Regex Address();
}
