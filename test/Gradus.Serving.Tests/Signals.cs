using System.Diagnostics;

namespace Gradus.Serving;

/// <summary>What is done to a process from outside.</summary>
internal static class Signals
{
    /// <summary>Sends a signal such as KILL or STOP.</summary>
    public static void Send(int process, string signal)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Whether a process is there.</summary>
    public static bool IsAlive(int process) => File.Exists($"/proc/{process}/stat");
}
