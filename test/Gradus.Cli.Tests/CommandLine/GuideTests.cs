using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;

namespace Gradus.Cli.Tests.CommandLine;

/// <summary>What the guide tells people to type is a command line that there is.</summary>
public sealed partial class GuideTests
{
    private static readonly string Repository = Path.Combine(Folder(), "..", "..", "..");

    public static TheoryData<string, string> Lines() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository, "docs", "guide"), "*.md")
                .Append(Path.Combine(Repository, "README.md"))
                .SelectMany(file => File.ReadLines(file).Select(line => (Path.GetFileName(file), Command(line))))
                .Where(line => line.Item2.Length > 0)
                .Distinct(),
        ];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_of_the_guide_parses(string file, string line)
    {
        var root = new Root(
            new Session("gradus", new Terminal(TextWriter.Null, TextWriter.Null, false, false), _ => null)
        );

        var parsed = root.Parse([.. Words(line)]);

        UsageError.In(parsed, "gradus").ShouldBeNull($"{file}: {line}");
    }

    [Fact]
    public void Every_command_of_policies_and_promotions_has_a_line()
    {
        var lines = Lines().Select(line => line.Data.Item2).ToList();
        string[] nouns = ["policy", "promotions", "holds", "waivers"];
        var root = new Root(
            new Session("gradus", new Terminal(TextWriter.Null, TextWriter.Null, false, false), _ => null)
        );

        var verbs = root
            .Subcommands.Where(noun => nouns.Contains(noun.Name))
            .SelectMany(noun => noun.Subcommands.Select(verb => $"{noun.Name} {verb.Name}"))
            .ToList();

        verbs.Count.ShouldBeGreaterThan(nouns.Length);
        verbs
            .Where(verb => !lines.Any(line => $"{line} ".StartsWith($"{verb} ", StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_route_that_the_guide_names_is_one_of_the_api()
    {
        using var api = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository, "api", "openapi.json")));
        var routes = api
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(verb => $"{verb.Name.ToUpperInvariant()} {path.Name}")
            )
            .ToHashSet();
        string[] pages = ["policy.md", "promotions.md"];

        var named = pages
            .SelectMany(page => Route().Matches(File.ReadAllText(Path.Combine(Repository, "docs", "guide", page))))
            .Select(route => route.Groups[1].Value)
            .ToList();

        named.Count.ShouldBeGreaterThan(20);
        named.Where(route => !routes.Contains(route)).ShouldBeEmpty();
    }

    [GeneratedRegex("`((?:GET|POST|PATCH|PUT|DELETE) /api/v1/[^`]+)`")]
    private static partial Regex Route();

    // A line that is a command, without the remark behind it or what is done with its output.
    private static string Command(string line)
    {
        var text = line.Trim().Replace("- run: ", "", StringComparison.Ordinal);
        if (
            !text.StartsWith("gradus ", StringComparison.Ordinal)
            || text.AsSpan().ContainsAny('`', '[')
            || text.EndsWith('\\')
        )
        {
            return "";
        }

        return text["gradus ".Length..]
            .Split("   ")[0]
            .Split(" #")[0]
            .Split(" > ")[0]
            .Split(" | ")[0]
            .Split(" &")[0]
            .Trim();
    }

    // As a shell does: what stands in quotes of either kind is one word.
    private static IEnumerable<string> Words(string line) =>
        Word().Matches(line).Select(word => word.Value[0] is '\'' or '"' ? word.Value[1..^1] : word.Value);

    [GeneratedRegex("""'[^']*'|"[^"]*"|\S+""")]
    private static partial Regex Word();

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
