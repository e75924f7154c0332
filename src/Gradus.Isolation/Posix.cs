using System.Globalization;
using System.Runtime.InteropServices;

namespace Gradus.Isolation;

/// <summary>The system calls that .NET has no name for; Linux only.</summary>
internal static partial class Posix
{
    /// <summary>Size of core dumps (bits/resource.h).</summary>
    public const int RlimitCore = 4;

    /// <summary>Private writable memory (bits/resource.h).</summary>
    public const int RlimitData = 2;

    /// <summary>The parent's process id; another one after the parent's death (getppid(2)).</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ParentProcess();

    /// <summary>Sets the soft and the hard limit, which nothing in the process can raise again; false if refused.</summary>
    public static bool TryLimit(int resource, long value)
    {
        var limit = new Limit { Soft = (nuint)value, Hard = (nuint)value };
        return SetLimit(resource, in limit) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, in Limit limit);

    /// <summary>
    /// From now on processes of the same user cannot read this one's memory, environment or open files, unless they may
    /// trace any process; there are no core dumps either (PR_SET_DUMPABLE, prctl(2)).
    /// </summary>
    public static void Hide() => _ = Control(SetDumpable, 0, 0, 0, 0);

    /// <summary>Makes this process the parent of every orphan among its descendants (PR_SET_CHILD_SUBREAPER); false if refused.</summary>
    public static bool TakeInOrphans() => Control(SetChildSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>Starts a session of this process's own: signals of its terminal and its old group no longer reach it.</summary>
    [LibraryImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int StartSession();

    /// <summary>
    /// Keeps what this process has inherited of open files, besides input, output and errors, from what it starts. What .NET
    /// opens is kept from it anyway.
    /// </summary>
    public static void KeepOpenFiles()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (
                int.TryParse(Path.GetFileName(entry), CultureInfo.InvariantCulture, out var descriptor)
                && descriptor > 2
            )
            {
                _ = ControlFile(descriptor, SetDescriptorFlags, CloseOnExec);
            }
        }
    }

    /// <summary>Ends a process at once; with a negative id the whole group. Not 0 if it was gone already.</summary>
    public static int Kill(int process) => Send(process, SignalKill);

    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const int SignalKill = 9;
    private const int SetDumpable = 4;
    private const int SetChildSubreaper = 36;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Send(int process, int signal);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ControlFile(int descriptor, int command, int flags);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
