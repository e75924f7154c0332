using System.Diagnostics.CodeAnalysis;
using Gradus.Core.Faults;
using Gradus.Failpoints;

/// <summary>What the runtime runs before a program if DOTNET_STARTUP_HOOKS names this library: it arms the failpoints.</summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime looks for this name, without a namespace.")]
internal static class StartupHook
{
    /// <summary>The file that says what to do, see <see cref="Trap"/>.</summary>
    private const string Variable = "GRADUS_FAILPOINT_TRAP";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file)
        {
            Failpoints.Armed = new Trap(file).Pass;
        }
    }
}
