using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Stages;

/// <summary><c>gradus stages …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("stages", Root.Registry, "The registered stages and their order.")
        {
            List.Create(),
            Stages.Create.Verb(),
            Describe.Create(),
            Reorder.Create(),
            Occupancy.Create(),
            Delete.Create(),
        };
}
