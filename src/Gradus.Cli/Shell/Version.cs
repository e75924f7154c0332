using System.Reflection;
using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Shell;

/// <summary><c>gradus version</c></summary>
internal static class Version
{
    public static Verb Create()
    {
        var verb = new Verb("version", "Show the version of this program.")
        {
            Group = Root.Rest,
            Examples = ["version", "version --json"],
        };
        verb.Does(Print);
        return verb;
    }

    /// <summary>Prints it; asks no server.</summary>
    public static int Print(Run run)
    {
        var version = typeof(Version).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        var number = version.InformationalVersion.Split('+')[0];
        run.Terminal.Line(run.Json ? $$"""{"version":"{{number}}"}""" : $"gradus {number}");
        return ExitCode.Done;
    }
}
