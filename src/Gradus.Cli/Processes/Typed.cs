using System.CommandLine;
using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Processes;

/// <summary>What was typed for a verb that another program carries out: it goes on unchanged, and only that, so that defaults are that program's.</summary>
internal static class Typed
{
    /// <summary>The arguments, then the options with their values.</summary>
    public static IEnumerable<string> Of(Run run, Command verb) =>
        (
            from argument in verb.Arguments
            from token in run.Parsed.GetResult(argument)?.Tokens ?? []
            select token.Value
        ).Concat(
            from option in verb.Options
            where run.Has(option)
            from token in run.Parsed.GetResult(option)!.Tokens
            from word in (string[])[option.Name, token.Value]
            select word
        );
}
