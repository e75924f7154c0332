using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Policies;

/// <summary><c>gradus policy …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("policy", Root.Rules, "The rules as a file, gradus.yaml: checking, planning, trying, applying it.")
        {
            Init.Create(),
            Check.Create(),
            Plan.Create(),
            Replay.Create(),
            Apply.Create(),
            Show.Create(),
            Revisions.Create(),
            Diff.Create(),
        };
}
