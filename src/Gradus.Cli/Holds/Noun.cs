using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Holds;

/// <summary><c>gradus holds …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("holds", Root.People, "Stops on promotion: of automation only, or of the whole line.")
        {
            List.Create(),
            Put.Create(),
            Lift.Create(),
        };
}
