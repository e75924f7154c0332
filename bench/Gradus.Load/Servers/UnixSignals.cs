using System.Runtime.InteropServices;

namespace Gradus.Load.Servers;

/// <summary>Asks a process to stop, as a service manager would.</summary>
internal static partial class UnixSignals
{
    private const int Terminate = 15;

    /// <summary>Whether there was such a process.</summary>
    public static bool AskToStop(int process) => Kill(process, Terminate) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
