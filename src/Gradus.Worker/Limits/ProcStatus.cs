using System.Globalization;

namespace Gradus.Worker.Limits;

/// <summary>What the kernel tells of a process's memory in <c>/proc/PID/status</c> (proc_pid_status(5)).</summary>
internal static class ProcStatus
{
    /// <summary>The most resident memory the process has had (VmHWM), in bytes; null if it is gone or this is not Linux.</summary>
    public static long? PeakResident(int process) => Read(process.ToString(CultureInfo.InvariantCulture), "VmHWM:");

    /// <summary>This process's private writable memory (VmData), which RLIMIT_DATA limits; null if this is not Linux.</summary>
    public static long? OwnData() => Read("self", "VmData:");

    private static long? Read(string process, string field)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(text => text.StartsWith(field, StringComparison.Ordinal));
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
