using System.Globalization;

namespace Gradus.Isolation;

/// <summary>What the kernel tells of a process in <c>/proc/PID/</c> (proc_pid_status(5)); null if it is gone or this is not Linux.</summary>
internal static class ProcStatus
{
    /// <summary>The most resident memory the process has had (VmHWM), in bytes.</summary>
    public static long? PeakResident(int process) => Read(PathOf(process, "status"), "VmHWM:");

    /// <summary>The resident memory the process has now (VmRSS), in bytes.</summary>
    public static long? Resident(int process) => Read(PathOf(process, "status"), "VmRSS:");

    /// <summary>The same, where memory that n processes share counts as an n-th (Pss), in bytes. Slower to find out.</summary>
    public static long? ProportionalResident(int process) => Read(PathOf(process, "smaps_rollup"), "Pss:");

    /// <summary>This process's private writable memory (VmData), which RLIMIT_DATA limits.</summary>
    public static long? OwnData() => Read("/proc/self/status", "VmData:");

    /// <summary>The process's state, e.g. 'R', or 'Z' for one that ended and was not waited for, and its parent's id.</summary>
    public static (char State, int Parent)? Stat(int process)
    {
        try
        {
            // "PID (name) STATE PARENT …", and the name may hold anything.
            var stat = File.ReadAllText(PathOf(process, "stat"));
            return
                stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    is [[var state], var parent, ..]
                ? (state, int.Parse(parent, CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string PathOf(int process, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}");

    private static long? Read(string path, string field)
    {
        try
        {
            var line = File.ReadLines(path).FirstOrDefault(text => text.StartsWith(field, StringComparison.Ordinal));
            // "VmHWM:	    3892 kB"
            return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var number, "kB"]
                ? long.Parse(number, CultureInfo.InvariantCulture) * 1024
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
