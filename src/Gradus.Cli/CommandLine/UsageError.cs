using System.CommandLine;
using System.CommandLine.Parsing;
using Gradus.Core.Errors;

namespace Gradus.Cli.CommandLine;

/// <summary>Says in one sentence what is wrong with a command line, and which word was probably meant.</summary>
internal static class UsageError
{
    /// <summary>The sentence, or null if nothing is wrong or only help was asked for.</summary>
    public static string? In(ParseResult parsed, string program)
    {
        if (parsed.Action is { ClearsParseErrors: true })
        {
            return null;
        }

        var command = parsed.CommandResult.Command;
        var path = HelpPage.PathOf(command, program);
        return UnknownWord(parsed, command, path, program)
            ?? NoCommand(parsed, command, path)
            ?? Missing(parsed, command, path)
            ?? (parsed.Errors.Count > 0 ? parsed.Errors[0].Message : null);
    }

    private static string? UnknownWord(ParseResult parsed, Command command, string path, string program)
    {
        var unknown = UnknownOptions(parsed, command).ToList();
        if (parsed.UnmatchedTokens.Count == 0 && unknown.Count == 0)
        {
            return null;
        }

        if (PassedOver(parsed) is var (place, misspelt))
        {
            return UnknownCommand(place, misspelt, HelpPage.PathOf(place, program), program);
        }

        if (parsed.UnmatchedTokens is [var word, ..] && command.Subcommands.Count > 0 && !LooksLikeOption(word))
        {
            return UnknownCommand(command, word, path, program);
        }

        return unknown.Count > 0
            ? UnknownOption(parsed, command, unknown, path)
            : UnexpectedArgument(parsed, command, parsed.UnmatchedTokens[0], path, program);
    }

    // A word that names no command is passed over by the parser, which takes the next that names one.
    private static (Command Place, string Word)? PassedOver(ParseResult parsed)
    {
        (Command, string)? first = null;
        var result = parsed.CommandResult;
        while (result.Parent is CommandResult parent)
        {
            var before = parsed.Tokens.TakeWhile(token => !ReferenceEquals(token, result.IdentifierToken));
            if (before.FirstOrDefault(IsUnknown) is { } token)
            {
                first = (parent.Command, token.Value);
            }

            result = parent;
        }

        return first;

        bool IsUnknown(Token token) =>
            token.Type == TokenType.Argument
            && !LooksLikeOption(token.Value)
            && parsed.UnmatchedTokens.Contains(token.Value);
    }

    // An option that the command does not know may have slipped into one of its arguments.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed, Command command)
    {
        var literal = parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        var arguments = command
            .Arguments.Select(parsed.GetResult)
            .SelectMany(result => result?.Tokens ?? [])
            .Select(token => token.Value);
        return parsed
            .UnmatchedTokens.Concat(literal ? [] : arguments)
            .Where(LooksLikeOption)
            .Select(word => word.Split('=', 2)[0])
            .Distinct();
    }

    private static string UnknownCommand(Command command, string word, string path, string program)
    {
        var guess =
            Guesses.Command(command, word, program)
            ?? Nearest.Find(word, command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
        return guess is null
            ? $"Unknown command '{word}' in '{path}'. It has: {Names(command)}."
            : $"Unknown command '{word}' in '{path}'. Did you mean '{guess}'?{Guesses.Hint(word, program)}";
    }

    private static string UnknownOption(ParseResult parsed, Command command, List<string> unknown, string path)
    {
        var known = Known(parsed, command).ToList();
        var guesses = unknown
            .Select(word => (Word: word, Right: Guesses.Option(command, word, known) ?? Nearest.Find(word, known)))
            .ToList();
        if (guesses is [var (word, right)])
        {
            return right is null
                ? $"Unknown option '{word}' for '{path}'. See: {path} --help"
                : $"Unknown option '{word}' for '{path}'. Did you mean {right}?";
        }

        var list = guesses.Select(g => g.Right is null ? $"'{g.Word}'" : $"'{g.Word}' (did you mean {g.Right}?)");
        return $"Unknown options for '{path}': {string.Join(", ", list)}";
    }

    private static string UnexpectedArgument(
        ParseResult parsed,
        Command command,
        string word,
        string path,
        string program
    )
    {
        if (Guesses.Argument(command, program) is { } hint)
        {
            return $"'{path}' takes no '{word}'. {hint}";
        }

        var option = command.Options.FirstOrDefault(o => IsMissing(parsed, o));
        return option is null
            ? $"'{path}' takes no further argument '{word}'. See: {path} --help"
            : $"'{path}' takes no argument '{word}'. Did you mean {option.Name} {word}?";
    }

    private static string? NoCommand(ParseResult parsed, Command command, string path) =>
        command is Noun && parsed.Errors.Count > 0
            ? $"'{path}' needs a command: {Names(command)}. See: {path} --help"
            : null;

    private static string? Missing(ParseResult parsed, Command command, string path)
    {
        var options = command.Options.Where(o => IsMissing(parsed, o)).Select(o => $"{o.Name} {o.HelpName}");
        var arguments = command
            .Arguments.Where(a =>
                a.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(a) is null or { Tokens.Count: 0 }
            )
            .Select(a => a.HelpName ?? a.Name);
        var missing = options.Concat(arguments).ToList();
        return missing.Count > 0 ? $"'{path}' needs {Joined(missing)}. See: {path} --help" : null;
    }

    private static bool IsMissing(ParseResult parsed, Option option) =>
        option.Required && parsed.GetResult(option) is null or { Implicit: true };

    private static IEnumerable<string> Known(ParseResult parsed, Command command) =>
        command
            .Options.Where(o => !o.Hidden)
            .Concat(parsed.RootCommandResult.Command.Options.Where(o => o.Recursive))
            .Select(o => o.Name);

    private static string Names(Command command) =>
        string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));

    private static string Joined(List<string> parts) =>
        parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-';
}
