using System.Text.RegularExpressions;

namespace Gradus.Server.Tests.Abuse;

/// <summary>The table of abuse cases names the tests that try them, and all of them.</summary>
public sealed partial class AbuseTableTests
{
    private const int Cases = 51;

    [Fact]
    public void Every_case_is_tried_by_the_tests_that_the_table_names()
    {
        var told = Row()
            .Matches(File.ReadAllText(Path.Combine(Samples.Repository, "docs", "trust", "abuse.md")))
            .SelectMany(row =>
                Name()
                    .Matches(row.Groups[2].Value)
                    .Select(name => (int.Parse(row.Groups[1].Value), name.Groups[1].Value))
            )
            .ToList();

        told.Select(one => one.Item1).Distinct().ShouldBe(Enumerable.Range(1, Cases));
        Tagged().Order().ShouldBe(told.Order());
    }

    // (36, "LegacyCallTests.Transition_stage_passes_no_gate") for each tag before a test.
    private static IEnumerable<(int, string)> Tagged() =>
        from file in Directory.EnumerateFiles(
            Path.Combine(Samples.Repository, "test"),
            "*.cs",
            SearchOption.AllDirectories
        )
        let text = File.ReadAllText(file)
        from test in Test().Matches(text)
        let type = Class().Matches(text[..test.Index])[^1].Groups[1].Value
        from number in test.Groups["number"].Captures
        select (int.Parse(number.Value), $"{type}.{test.Groups["name"].Value}");

    [GeneratedRegex(@"^\| (\d+) \|.*\|.*\| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z]+\\.[A-Za-z0-9_]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"class (\w+)")]
    private static partial Regex Class();

    [GeneratedRegex(
        """(?:^    \[Trait\("Abuse", "(?<number>\d+)"\)\]\n)+(?:^    .*\n|^ .*\n)*?^    public [\w<>]+(?: \w+)? (?<name>\w+)\(""",
        RegexOptions.Multiline
    )]
    private static partial Regex Test();
}
