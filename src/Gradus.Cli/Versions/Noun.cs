using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Versions;

/// <summary><c>gradus versions …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("versions", Root.Registry, "Model versions: registering, describing, downloading, verifying them.")
        {
            List.Create(),
            Show.Create(),
            Versions.Create.Verb(),
            Describe.Create(),
            Delete.Create(),
            Tag.Create(),
            Untag.Create(),
            Files.Create(),
            Download.Create(),
            Verify.Create(),
            LogMetric.Create(),
            Metrics.Create(),
            Reinstate.Create(),
        };
}
