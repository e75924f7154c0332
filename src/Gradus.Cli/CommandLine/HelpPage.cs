using System.CommandLine;
using Gradus.Cli.Screen;

namespace Gradus.Cli.CommandLine;

/// <summary>A command's help: what it is for, how it is called, what each word means, and an example.</summary>
/// <param name="program">What the program was called as.</param>
/// <param name="terminal">Where it goes.</param>
internal sealed class HelpPage(string program, Terminal terminal)
{
    private const int Width = 100;
    private const int WidestTerm = 34;

    public void Print(Command command)
    {
        terminal.Line(command.Description ?? "");
        Heading("Usage");
        terminal.Line($"  {Usage(command)}");
        PrintCommands(command);
        PrintTerms("Arguments", command.Arguments.Where(a => !a.Hidden).Select(Term));
        PrintTerms("Options", command.Options.Where(o => !o.Hidden && !IsGlobal(o)).Select(Term));
        PrintTerms("Global options", Globals(command).Select(Term));
        if (command is Verb verb)
        {
            PrintNotes(verb);
            PrintExamples(verb);
        }

        if (command is RootCommand)
        {
            PrintEnd();
        }
    }

    /// <summary>The command's full name, e.g. <c>gradus models list</c>.</summary>
    public static string PathOf(Command command, string program) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent
            ? program
            : $"{PathOf(parent, program)} {command.Name}";

    private string Usage(Command command)
    {
        var words = new List<string> { PathOf(command, program) };
        if (command.Subcommands.Count > 0)
        {
            words.Add(command is Verb ? "[COMMAND]" : "COMMAND");
        }

        words.AddRange(command.Arguments.Where(a => !a.Hidden).Select(Placeholder));
        words.AddRange(command.Options.Where(o => o.Required).Select(o => $"{o.Name} {o.HelpName}"));
        words.Add("[options]");
        return string.Join(' ', words);
    }

    private void PrintCommands(Command command)
    {
        foreach (var group in command.Subcommands.Where(c => !c.Hidden).GroupBy(c => (c as IGrouped)?.Group ?? ""))
        {
            PrintTerms(group.Key is "" ? "Commands" : group.Key, group.Select(c => (c.Name, c.Description ?? "")));
        }
    }

    private void PrintTerms(string heading, IEnumerable<(string Term, string Meaning)> terms)
    {
        var rows = terms.ToList();
        if (rows.Count == 0)
        {
            return;
        }

        Heading(heading);
        var column = Math.Min(WidestTerm, rows.Max(row => row.Term.Length)) + 4;
        foreach (var (term, meaning) in rows)
        {
            PrintTerm(term, meaning, column);
        }
    }

    private void PrintTerm(string term, string meaning, int column)
    {
        var lines = Wrap(meaning, Width - column).ToList();
        if (term.Length + 4 > column)
        {
            terminal.Line("  ", Tone.Strong.Of(term));
        }
        else
        {
            terminal.Line("  ", Tone.Strong.Of(term), new string(' ', column - term.Length - 2), lines[0]);
            lines.RemoveAt(0);
        }

        foreach (var line in lines)
        {
            terminal.Line(new string(' ', column), line);
        }
    }

    private void PrintNotes(Verb verb)
    {
        if (verb.Notes.Count == 0)
        {
            return;
        }

        terminal.Line();
        foreach (var line in verb.Notes.SelectMany(note => Wrap(note, Width)))
        {
            terminal.Line(line);
        }
    }

    private void PrintExamples(Verb verb)
    {
        if (verb.Examples.Count == 0)
        {
            return;
        }

        Heading(verb.Examples.Count == 1 ? "Example" : "Examples");
        foreach (var example in verb.Examples)
        {
            terminal.Line($"  {program} {example}");
        }
    }

    private void PrintEnd()
    {
        terminal.Line();
        terminal.Line($"Each command has its own help, with examples: {program} promote --help");
        terminal.Line("Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 still pending.");
    }

    private void Heading(string text)
    {
        terminal.Line();
        terminal.Line(Tone.Heading.Of(text + ":"));
    }

    private static IEnumerable<Option> Globals(Command command) =>
        command
            .Parents.OfType<Command>()
            .SelectMany(Globals)
            .Where(option => option.Recursive)
            .Concat(command.Options.Where(IsGlobal));

    private static bool IsGlobal(Option option) => option.Recursive || option is VersionFlag;

    private static (string, string) Term(Argument argument) => (Placeholder(argument), argument.Description ?? "");

    private static (string, string) Term(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(a => a.Length == 2 && a != "-?").Append(option.Name));
        var value = option.Arity.MaximumNumberOfValues > 0 && option.HelpName is { } name ? $" {name}" : "";
        var many = option.Arity.MaximumNumberOfValues > 1 ? " (repeatable)" : "";
        var required = option.Required ? " (required)" : "";
        return (names + value, (option.Description ?? "") + required + many);
    }

    private static string Placeholder(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }
}
