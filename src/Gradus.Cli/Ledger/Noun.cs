using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Ledger;

/// <summary><c>gradus ledger …</c></summary>
internal static class Noun
{
    public static CommandLine.Noun Create() =>
        new("ledger", Root.Rules, "The tamper-evident record of every change: read it, check it, take it along.")
        {
            Show.Create(),
            Verify.Create(),
            Export.Create(),
            Prove.Create(),
        };
}
