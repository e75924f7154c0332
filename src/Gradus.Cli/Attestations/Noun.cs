using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Attestations;

/// <summary><c>gradus attestations …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("attestations", Root.Rules, "Signed statements that a version was let into a stage, for who has no server.")
        {
            Attest.Create(),
            Check.Create(),
            Bundle.Everything(),
            Bundle.Bom(),
        };
}
