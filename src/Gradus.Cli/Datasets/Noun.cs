using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Datasets;

/// <summary><c>gradus datasets …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("datasets", Root.Registry, "Registered data sets, on which candidates are measured.")
        {
            List.Create(),
            Add.Create(),
            Show.Create(),
            Delete.Create(),
        };
}
