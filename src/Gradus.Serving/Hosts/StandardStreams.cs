using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gradus.Serving.Hosts;

/// <summary>
/// Takes standard output for frames alone: what the runtime or a model's operators print goes to standard error from then on.
/// </summary>
internal static partial class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

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

    [LibraryImport("libc", EntryPoint = "dup")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DuplicateTo(int descriptor, int becomes);
}
