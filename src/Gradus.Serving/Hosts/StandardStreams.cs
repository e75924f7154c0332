using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gradus.Serving.Hosts;

/// <summary>
/// Takes standard output for frames alone: what the runtime or a model's operators print goes to standard error from then on.
/// </summary>
internal static partial class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    // <linux/fcntl.h>; what a process may ask for without privileges unless the machine says otherwise.
    private const int SetPipeSize = 1031;
    private const int LargestPipe = 1 << 20;

    /// <summary>
    /// Makes the pipes to and from the gateway as wide as may be, so that a batch goes through in one piece. That a machine does not
    /// allow it only costs time.
    /// </summary>
    public static void Widen()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Control(Input, SetPipeSize, LargestPipe);
            _ = Control(Output, SetPipeSize, LargestPipe);
        }
    }

    /// <summary>Where frames are written; to be taken once.</summary>
    public static Stream TakeOutput()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var frames = Duplicate(Output);
        _ = DuplicateTo(Error, Output);
        return frames >= 0
            ? new FileStream(new SafeFileHandle(frames, ownsHandle: true), FileAccess.Write, bufferSize: 0)
            : throw new IOException("Standard output cannot be taken.");
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DuplicateTo(int descriptor, int becomes);
}
