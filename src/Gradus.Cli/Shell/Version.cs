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

    /// <summary>E.g. "0.1.0".</summary>
    public static string Number { get; } =
        typeof(Version)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    /// <summary>Prints it; asks no server.</summary>
    public static int Print(Run run)
    {
        run.Terminal.Line(run.Json ? $$"""{"version":"{{Number}}"}""" : $"gradus {Number}");
        return ExitCode.Done;
    }
}
