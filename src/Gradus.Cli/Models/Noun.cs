using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Models;

/// <summary><c>gradus models …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("models", Root.Registry, "Registered models, and moving their versions between stages.")
        {
            List.Create(),
            Show.Create(),
            Models.Create.Verb(),
            Rename.Create(),
            Describe.Create(),
            Delete.Create(),
            Tag.Create(),
            Untag.Create(),
            Alias.Create(),
            Unalias.Create(),
            TransitionStage.Create(),
        };
}
