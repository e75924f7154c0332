using System.Text.RegularExpressions;

namespace Gradus.Cli.Tests.Guide;

/// <summary>
/// What a page of the guide has people do, from the top down. A block <c>yaml FILE</c>, <c>json FILE</c> or <c>sh FILE</c> is a file to write. In a
/// block <c>console</c> a line that begins with <c>$ </c> is a command, and the lines below it are what it prints.
/// </summary>
internal static partial class GuidePage
{
    internal abstract record Step(int Line);

    /// <summary>A file with this text.</summary>
    internal sealed record WrittenFile(int Line, string Name, string Text) : Step(Line);

    /// <summary>A command, the exit code that its remark promises, and the lines that it prints: at once, or after a moment.</summary>
    internal sealed record Command(int Line, string Text, int ExitCode, bool IsAwaited, IReadOnlyList<string> Output)
        : Step(Line);

    public static List<Step> Read(string text)
    {
        var steps = new List<Step>();
        foreach (Match block in Block().Matches(text))
        {
            var line = text[..block.Groups["body"].Index].Count(c => c == '\n') + 1;
            var body = block.Groups["body"].Value;
            if (block.Groups["kind"].Value == "console")
            {
                steps.AddRange(Commands(line, body));
            }
            else
            {
                steps.Add(new WrittenFile(line, block.Groups["name"].Value, body));
            }
        }

        return steps;
    }

    private static IEnumerable<Command> Commands(int firstLine, string body)
    {
        var lines = body.TrimEnd('\n').Split('\n');
        var starts = Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("$ ", StringComparison.Ordinal));
        foreach (var start in starts)
        {
            var output = lines.Skip(start + 1).TakeWhile(line => !line.StartsWith("$ ", StringComparison.Ordinal));
            var typed = lines[start][2..];
            var exitCode = ExitCode().Match(typed) is { Success: true } code ? int.Parse(code.Groups[1].Value) : 0;
            var isAwaited = typed.EndsWith("# after a moment", StringComparison.Ordinal);
            yield return new Command(firstLine + start, Remark().Replace(typed, ""), exitCode, isAwaited, [.. output]);
        }
    }

    [GeneratedRegex(
        @"^```(?:(?<kind>console)|(?:yaml|json|sh) (?<name>\S+))\n(?<body>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline
    )]
    private static partial Regex Block();

    [GeneratedRegex(" +# exit code ([0-9]+)")]
    private static partial Regex ExitCode();

    [GeneratedRegex(" +#.*$")]
    private static partial Regex Remark();
}
