namespace Gradus.Isolation;

/// <summary>
/// Limits that a child process sets on itself before it touches the model, and which what it starts inherits. On systems
/// other than Linux there are none, and its parent's looks must do.
/// </summary>
internal static class OwnLimits
{
    /// <summary>
    /// From now on this process may take half as much again as <paramref name="memory"/> bytes of private memory, so that the
    /// kernel holds it even between two looks of its parent; and it gives way (<see cref="GiveWay"/>).
    /// </summary>
    public static void Apply(long memory)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return;
        }

        // What this limits is taken, not touched, and counted from what the .NET runtime has taken already. So it lies above
        // its parent's bound on resident memory, and stops what grows too fast for the parent's looks.
        Posix.TryLimit(Posix.RlimitData, (ProcStatus.OwnData() ?? 0) + memory + (memory / 2));
        GiveWay();
    }

    /// <summary>From now on this process writes no core dump, and is the first to go if the machine runs out of memory.</summary>
    public static void GiveWay()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Posix.TryLimit(Posix.RlimitCore, 0);
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Some containers do not show this file; the other limits hold.
        }
    }
}
