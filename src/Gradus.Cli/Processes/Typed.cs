using System.CommandLine;
using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Processes;

/// <summary>What was typed for a verb: another program carries it out, or it is said again, unchanged, without the defaults.</summary>
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

    /// <summary>A word as a shell reads it back as one.</summary>
    public static string Quoted(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
