using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gradus.Cli.Processes;

/// <summary>Turns this process into another program: same process id, same streams, and signals go to it alone.</summary>
internal static partial class Exec
{
    /// <summary>Becomes the program. Returns its exit code only where a process cannot be replaced; throws if it cannot be started.</summary>
    public static int Become(string program, IReadOnlyList<string> args)
    {
        if (OperatingSystem.IsWindows())
        {
            return RunAndWait(program, args);
        }

        Console.Out.Flush();
        string?[] argv = [program, .. args, null];
        _ = ExecV(program, argv);
        throw new IOException(
            $"{program} cannot be run: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}."
        );
    }

    private static int RunAndWait(string program, IReadOnlyList<string> args)
    {
        Console.CancelKeyPress += (_, e) => e.Cancel = true;
        using var process = Process.Start(new ProcessStartInfo(program, args))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecV(string path, string?[] argv);
}
