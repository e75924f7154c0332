using System.CommandLine;

namespace Gradus.Cli.CommandLine;

/// <summary>Words that people try because another tool calls it so, and what it is called here.</summary>
internal static class Guesses
{
    private static readonly HashSet<string> Moves =
    [
        "promote",
        "transition",
        "move",
        "set-stage",
        "stage",
        "transition_stage",
        "transition-model-version-stage",
    ];

    private static readonly Dictionary<string, string[]> Verbs = new()
    {
        ["ls"] = ["list"],
        ["search"] = ["list"],
        ["get"] = ["show"],
        ["info"] = ["show"],
        ["view"] = ["show"],
        ["new"] = ["create", "add"],
        ["add"] = ["create"],
        ["create"] = ["add"],
        ["register"] = ["create", "add"],
        ["upload"] = ["create", "add"],
        ["rm"] = ["delete"],
        ["remove"] = ["delete"],
        ["del"] = ["delete"],
        ["update"] = ["describe"],
        ["set-tag"] = ["tag"],
        ["delete-tag"] = ["untag"],
        ["set-alias"] = ["alias"],
        ["delete-alias"] = ["unalias"],
        ["move"] = ["reorder"],
        ["check"] = ["verify"],
        ["abort"] = ["cancel"],
        ["stop"] = ["cancel"],
    };

    private static readonly Dictionary<string, string> Programs = new()
    {
        ["ui"] = "server",
        ["serve"] = "server",
        ["start"] = "server",
        ["transition-stage"] = "models transition-stage",
        ["registered-models"] = "models",
        ["model-versions"] = "versions",
        ["log"] = "history",
        ["ps"] = "status",
        ["where"] = "status",
        ["gateways"] = "status",
        ["traffic"] = "status",
        ["rollout"] = "status",
        ["canary"] = "status",
        ["register"] = "versions create",
        ["list"] = "models list",
        ["user"] = "auth users",
        ["users"] = "auth users",
        ["group"] = "auth groups",
        ["groups"] = "auth groups",
        ["token"] = "auth tokens",
        ["tokens"] = "auth tokens",
    };

    // By the word typed; the first that the command knows is meant.
    private static readonly Dictionary<string, string[]> Options = new()
    {
        ["--name"] = ["--model-name"],
        ["--occupancy"] = ["--to"],
        ["--model"] = ["--model-name"],
        ["--model_name"] = ["--model-name"],
        ["-n"] = ["--model-name", "--name"],
        ["--ver"] = ["--version"],
        ["-v"] = ["--version"],
        ["--model-version"] = ["--version"],
        ["--to"] = ["--stage"],
        ["--to-stage"] = ["--stage", "--to"],
        ["--target"] = ["--stage", "--to"],
        ["--target-stage"] = ["--stage", "--to"],
        ["--stage"] = ["--name", "--to"],
        ["--archive"] = ["--archive-existing-versions", "--archive-existing"],
        ["--archive-existing"] = ["--archive-existing-versions"],
        ["--comment"] = ["--reason"],
        ["--message"] = ["--reason", "--description"],
        ["-m"] = ["--reason", "--description"],
        ["--metric"] = ["--best"],
        ["--dataset"] = ["--data"],
        ["--threshold"] = ["--require"],
        ["--gate"] = ["--require"],
        ["--min"] = ["--require"],
        ["--file"] = ["--from"],
        ["--path"] = ["--from", "--to"],
        ["--output"] = ["--to"],
        ["--into"] = ["--to"],
        ["-o"] = ["--to"],
        ["--dst-path"] = ["--to"],
        ["--target-column"] = ["--label"],
        ["--uri"] = ["--server"],
        ["--url"] = ["--server"],
        ["--tracking-uri"] = ["--server"],
        ["--registry-uri"] = ["--server"],
        ["--backend-store-uri"] = ["--database"],
        ["--default-artifact-root"] = ["--data"],
    };

    /// <summary>The command that a word below <paramref name="command"/> probably means; null if none is known.</summary>
    public static string? Command(Command command, string word, string program)
    {
        if (command is RootCommand)
        {
            return Programs.GetValueOrDefault(word) ?? Known(command, word + "s");
        }

        if (command.Name is "models" or "versions" && Moves.Contains(word))
        {
            return $"{program} models transition-stage";
        }

        return Verbs
            .GetValueOrDefault(word)
            ?.Select(verb => Known(command, verb))
            .FirstOrDefault(verb => verb is not null);
    }

    /// <summary>Whether a word that Gradus does not know is still taken for one of its own, also where the real mlflow is at hand.</summary>
    public static bool AreOurs(Command command, string word) =>
        command is RootCommand ? Known(command, word + "s") is not null : Moves.Contains(word);

    /// <summary>The option of <paramref name="command"/> that a word probably means; null if none is known.</summary>
    public static string? Option(Command command, string word, IReadOnlyCollection<string> known)
    {
        if (Options.GetValueOrDefault(word)?.FirstOrDefault(known.Contains) is { } option)
        {
            return option;
        }

        var isModel = word is "--name" or "--model" or "--model-name" or "-n";
        return Positional(
            command,
            isModel ? "MODEL"
                : word is "--version" or "--ver" or "-v" ? "VERSION"
                : "-"
        );
    }

    /// <summary>What to say of an argument too many.</summary>
    public static string? Argument(Command command, string program) =>
        command.Name == "version" ? $"Model versions are under: {program} versions" : null;

    /// <summary>What to add to the guess for a command.</summary>
    public static string Hint(string word, string program) =>
        word == "promote" ? $" To have the version tested first: {program} promote" : "";

    private static string? Known(Command command, string name) =>
        command.Subcommands.FirstOrDefault(c => c.Name == name)?.Name;

    private static string? Positional(Command command, string name) =>
        command.Arguments.Any(a => (a.HelpName ?? a.Name) == name) ? $"the argument {name}, without an option" : null;
}
