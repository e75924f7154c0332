using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gradus.Artifacts.Local;

/// <summary>System calls that .NET does not offer: fsync of a folder, and opening without following a link.</summary>
internal static partial class UnixCalls
{
    private const int ReadOnly = 0;
    private const int NoEntry = 2;
    private const int Interrupted = 4;
    private const int AdviseSequential = 2;

    // The values of O_DIRECTORY and O_NOFOLLOW differ between Linux on x86 and on ARM.
    private static readonly bool IsArm =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64;

    private static int Directory =>
        OperatingSystem.IsMacOS() ? 0x100000
        : IsArm ? 0x4000
        : 0x10000;

    private static int NoFollow =>
        OperatingSystem.IsMacOS() ? 0x100
        : IsArm ? 0x8000
        : 0x20000;

    private static int CloseOnExec => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    private static int NonBlocking => OperatingSystem.IsMacOS() ? 0x4 : 0x800;

    /// <summary>Answers when a folder's entries are on the disk. Does nothing on Windows, which has no such call.</summary>
    /// <exception cref="IOException">The folder cannot be opened or is a symbolic link.</exception>
    /// <exception cref="FailedFlushException">fsync failed.</exception>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = open(path, ReadOnly | Directory | NoFollow | CloseOnExec);
        if (folder.IsInvalid)
        {
            throw new IOException(
                $"Cannot open folder '{path}': {Marshal.GetLastPInvokeErrorMessage()}.",
                Marshal.GetLastPInvokeError()
            );
        }

        while (fsync(folder) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                throw new FailedFlushException($"Cannot flush '{path}': {Marshal.GetLastPInvokeErrorMessage()}.");
            }
        }
    }

    /// <summary>
    /// Opens a file for reading from start to end. Never follows a symbolic link in the path's last part, never waits for
    /// the other end of a pipe.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It cannot be opened, for another reason, which says nothing about the bytes.</exception>
    public static SafeFileHandle OpenToRead(string path)
    {
        var file = open(path, ReadOnly | NoFollow | CloseOnExec | NonBlocking);
        if (file.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            file.Dispose();
            throw error is NoEntry
                ? new FileNotFoundException("No such file.", path)
                : new IOException($"Cannot open '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
        }

        if (OperatingSystem.IsLinux())
        {
            // Advice only: its failure costs nothing but read-ahead.
            _ = posix_fadvise(file, 0, 0, AdviseSequential);
        }

        return file;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle file, nint offset, nint length, int advice);
}
