using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;

namespace Gradus.Cli.Tests.CommandLine;

/// <summary>Every command's help is checked in. Set GRADUS_UPDATE_BASELINES=1 to write it anew, and read the difference.</summary>
public sealed partial class HelpTests
{
    private static readonly string Baselines = Path.Combine(Folder(), "..", "baselines");

    private static bool Rewrite => Environment.GetEnvironmentVariable("GRADUS_UPDATE_BASELINES") == "1";

    public static TheoryData<string> Commands() => [.. Paths(Tree(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_is_the_one_checked_in(string path)
    {
        var outcome = await Cli.RunAsync([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        var file = BaselineOf(path);
        if (Rewrite)
        {
            await File.WriteAllTextAsync(file, outcome.Output, TestContext.Current.CancellationToken);
        }

        File.Exists(file).ShouldBeTrue($"{file} is missing: run with GRADUS_UPDATE_BASELINES=1");
        outcome.Output.ShouldBe(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        outcome.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void No_baseline_is_left_of_a_command_that_is_gone()
    {
        var expected = Paths(Tree(), "").Select(BaselineOf).Select(Path.GetFileName).ToHashSet();
        foreach (var file in Directory.GetFiles(Baselines).Where(f => !expected.Contains(Path.GetFileName(f))))
        {
            Rewrite.ShouldBeTrue($"{file} belongs to no command");
            File.Delete(file);
        }
    }

    [Fact]
    public void Every_command_that_does_something_has_an_example_that_parses()
    {
        var root = Tree();
        foreach (var verb in Verbs(root))
        {
            verb.Examples.ShouldNotBeEmpty(verb.Name);
            foreach (var example in verb.Examples)
            {
                var line = example.Split(" >")[0];
                root.Parse(line).Errors.ShouldBeEmpty(example);
            }
        }
    }

    [Fact]
    public void Examples_name_only_metrics_that_are_measured()
    {
        var guide = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "guide", "promotions.md"));
        var table = guide[guide.IndexOf("| metric | better |", StringComparison.Ordinal)..];
        var measured = MetricInGuide()
            .Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)])
            .Select(metric => metric.Groups[1].Value)
            .ToHashSet();

        var named = Verbs(Tree())
            .SelectMany(verb => verb.Examples)
            .SelectMany(example => MetricInExample().Matches(example))
            .Select(metric => metric.Groups[1].Value)
            .ToHashSet();

        named.ShouldContain("accuracy");
        named.Except(measured).ShouldBeEmpty();
    }

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex MetricInGuide();

    [GeneratedRegex(@"--(?:best|require|constraint) ""?(\w+)")]
    private static partial Regex MetricInExample();

    private static string BaselineOf(string path) =>
        Path.Combine(Baselines, (path.Length == 0 ? "gradus" : $"gradus-{path.Replace(' ', '-')}") + ".txt");

    private static Root Tree() =>
        new(new Session("gradus", new Terminal(TextWriter.Null, TextWriter.Null, false, false), _ => null));

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(c => Paths(c, $"{path} {c.Name}".Trim())).Prepend(path);

    private static IEnumerable<Verb> Verbs(Command command) =>
        command.Subcommands.SelectMany(Verbs).Concat(command is Verb verb ? [verb] : []);

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
