using System.CommandLine;
using Gradus.Cli.CommandLine;

namespace Gradus.Cli.Processes;

/// <summary>The mlflow further along PATH, which carries out what Gradus does not implement when it is called by that name.</summary>
internal static class RealMlflow
{
    /// <summary>Whether a command line asks for something that only the real mlflow knows.</summary>
    public static bool IsMeant(Session session, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return session.Name == CalledName.Mlflow
            && command.Subcommands.Count > 0
            && parsed.UnmatchedTokens is [var word, ..]
            && !Guesses.AreOurs(command, word);
    }

    /// <summary>Becomes the real mlflow with the same arguments; if there is none, says so.</summary>
    public static int Become(Session session, ParseResult parsed, IReadOnlyList<string> args)
    {
        if (Find(session.Environment) is { } program)
        {
            return Exec.Become(program, args);
        }

        var wrong =
            UsageError.In(parsed, session.Name)
            ?? $"'{session.Name} {string.Join(' ', args)}' is not a Gradus command.";
        session.Terminal.Complain($"{wrong} (There is no other mlflow on PATH that could know it.)");
        return ExitCode.Usage;
    }

    /// <summary>The first mlflow on PATH that does not lead back to Gradus; null if there is none.</summary>
    public static string? Find(Func<string, string?> environment)
    {
        var self = Environment.ProcessPath is { } path ? SearchPath.Resolve(path) : "";
        return SearchPath
            .All(CalledName.Mlflow, environment)
            .FirstOrDefault(candidate => !IsGradus(SearchPath.Resolve(candidate), self));
    }

    // The repository's wrapper and an installed program are both called gradus behind their links.
    private static bool IsGradus(string resolved, string self) =>
        resolved == self || Path.GetFileNameWithoutExtension(resolved) == CalledName.Gradus;
}
