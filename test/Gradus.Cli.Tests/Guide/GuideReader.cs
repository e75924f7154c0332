using System.Diagnostics;
using System.Text.RegularExpressions;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;

namespace Gradus.Cli.Tests.Guide;

/// <summary>
/// Somebody who does what a page says, at a server, and looks whether each command prints what stands there. In what is to be
/// printed <c>…</c> stands for anything, alone in its line for any lines. A word such as PROMOTION stands for what is printed in its
/// place, there and in the commands after it. In files, addresses of others are replaced by the test's own.
/// </summary>
internal sealed partial class GuideReader(
    Uri server,
    string repository,
    string folder,
    IReadOnlyDictionary<string, string> addresses
)
{
    // A command that waits for what does not come is a mistake in the page.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, string> _environment = new() { ["GRADUS_SERVER"] = server.ToString() };
    private readonly Dictionary<string, string> _seen = [];

    public async Task DoAsync(GuidePage.Step step)
    {
        if (step is GuidePage.WrittenFile file)
        {
            var path = Path.Combine(folder, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(
                path,
                addresses.Aggregate(file.Text, (text, own) => text.Replace(own.Key, own.Value))
            );
        }
        else if (step is GuidePage.Command command)
        {
            await DoAsync(command);
        }
    }

    private async Task DoAsync(GuidePage.Command command)
    {
        var (exitCode, printed) = await RunAsync([.. Words(command.Text)]);
        var pattern = PatternOf(command.Output);
        var since = Stopwatch.StartNew();
        while (command.IsAwaited && !Regex.IsMatch(printed, pattern) && since.Elapsed < Patience)
        {
            await Task.Delay(200);
            (exitCode, printed) = await RunAsync([.. Words(command.Text)]);
        }

        var said = $"line {command.Line}: {command.Text}\nexit code {exitCode}\n{printed}";
        exitCode.ShouldBe(command.ExitCode, said);
        var match = Regex.Match(printed, pattern);
        match.Success.ShouldBeTrue($"{said}\nshould have been\n{string.Join('\n', command.Output)}");
        foreach (var group in match.Groups.Values.Where(group => Placeholder().IsMatch(group.Name)))
        {
            _seen[group.Name] = group.Value;
        }
    }

    private async Task<(int ExitCode, string Printed)> RunAsync(List<string> words)
    {
        var own = new Dictionary<string, string>(_environment);
        while (words[0].Split('=') is [var name, var value])
        {
            own[name] = value;
            words.RemoveAt(0);
        }

        if (words is ["export", var assignment])
        {
            _environment[assignment.Split('=')[0]] = assignment.Split('=')[1];
            return (0, "");
        }

        if (words[0] == "curl")
        {
            return (0, await Curl.RunAsync(words[1..], folder).WaitAsync(Patience));
        }

        words[0].ShouldBe("gradus");
        using var both = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(both, both, IsRich: false, IsErrorRich: false);
        var exitCode = await new Session("gradus", terminal, own.GetValueOrDefault)
            .RunAsync(words[1..])
            .WaitAsync(Patience);
        return (exitCode, both.ToString().Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    // As a shell does: what stands in quotes is one word.
    private IEnumerable<string> Words(string line) =>
        from word in Word().Matches(line)
        let text = word.Value[0] is '\'' or '"' ? word.Value[1..^1] : word.Value
        select PathOf(Placeholder().Replace(AtServer(text), seen => _seen.GetValueOrDefault(seen.Value, seen.Value)));

    // A page has the address that a server has unless it is told another.
    private string AtServer(string word) =>
        word.Replace("http://127.0.0.1:5000/", server.ToString(), StringComparison.Ordinal);

    // The folder is not this process's own, which all tests share.
    private string PathOf(string word) =>
        word.EndsWith(".yaml", StringComparison.Ordinal) ? Path.Combine(folder, word)
        : word.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(repository, word)
        : word;

    private static string PatternOf(IEnumerable<string> lines) =>
        $"^{string.Concat(lines.Select(line => line == "…" ? "(?:.*\n)*" : PatternOf(line) + " *\n"))}\\z";

    // How wide a column is depends on what stands in it.
    private static string PatternOf(string line)
    {
        var pattern = Gap().Replace(Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal), " {2,}");
        return Placeholder().Replace(pattern, @"(?<$0>\S+?)");
    }

    [GeneratedRegex(@"(?:\\ ){2,}")]
    private static partial Regex Gap();

    [GeneratedRegex(@"\b(?:PROMOTION|HOLD|WAIVER)\b")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();
}
