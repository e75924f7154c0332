using System.Runtime.InteropServices;

namespace Gradus.Worker.Limits;

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

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
