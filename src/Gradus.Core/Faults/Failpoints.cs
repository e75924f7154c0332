namespace Gradus.Core.Faults;

/// <summary>
/// Where the crash tests step in. Nothing in the programs arms a failpoint: a test does, with a library that it has the runtime
/// load before the program. Otherwise passing one is a look at a field that is null.
/// </summary>
public static class Failpoints
{
    /// <summary>What happens when a failpoint is passed; null, as always outside of tests, for nothing.</summary>
    internal static Action<Failpoint>? Armed { get; set; }

    /// <summary>Passes a failpoint.</summary>
    public static void Pass(Failpoint failpoint) => Armed?.Invoke(failpoint);
}
