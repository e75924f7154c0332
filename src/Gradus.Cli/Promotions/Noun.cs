using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Promotions;

/// <summary><c>gradus promotions …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new(
            "promotions",
            Root.Promoting,
            "Promotions that were asked for: how they stand or ended, and on what evidence."
        )
        {
            List.Create(),
            Show.Create(),
            Cancel.Create(),
        };
}
