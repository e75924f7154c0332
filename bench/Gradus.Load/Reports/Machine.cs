using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Gradus.Load.Reports;

/// <summary>What the machine is, as far as it explains numbers. No names.</summary>
internal sealed record Machine(
    int Cores,
    string Processor,
    string Memory,
    string Kernel,
    string Runtime,
    string Disk,
    string Load
)
{
    private const int Syncs = 200;

    /// <summary>Looks around; takes part of a second, since it times the disk.</summary>
    public static Machine Describe(string folder) =>
        new(
            Cores: Environment.ProcessorCount,
            Processor: Find("/proc/cpuinfo", "model name"),
            Memory: Find("/proc/meminfo", "MemTotal"),
            Kernel: File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            Runtime: RuntimeInformation.FrameworkDescription,
            Disk: string.Create(
                CultureInfo.InvariantCulture,
                $"{FileSystem(folder)}, {SyncsPerSecond(folder):N0} fsyncs/s of one appended 4 KB block"
            ),
            Load: File.ReadAllText("/proc/loadavg").Split(' ')[0]
        );

    private static string Find(string file, string key) =>
        File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))
            ?.Split(':', 2)[1]
            .Trim()
        ?? "unknown";

    private static string FileSystem(string folder) =>
        DriveInfo
            .GetDrives()
            .Where(drive => folder.StartsWith(drive.Name, StringComparison.Ordinal))
            .OrderByDescending(drive => drive.Name.Length)
            .Select(drive => drive.DriveFormat)
            .FirstOrDefault("unknown file system");

    private static double SyncsPerSecond(string folder)
    {
        var path = Path.Join(folder, "sync-probe");
        var block = new byte[4096];
        using var file = new FileStream(
            path,
            FileMode.Create,
            FileAccess.Write,
            FileShare.None,
            0,
            FileOptions.DeleteOnClose
        );
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < Syncs; i++)
        {
            file.Write(block);
            file.Flush(flushToDisk: true);
        }

        return Syncs / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
