using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Commands;

/// <summary>The guide's example, as it stands there.</summary>
public sealed partial class GuideTests : CommandTests
{
    private static readonly string Page = File.ReadAllText(
        Path.Join(Path.GetDirectoryName(Here()), "..", "..", "..", "docs", "guide", "test-commands.md")
    );

    [Theory]
    [InlineData(8, 4, "passed", "8 bytes; version 4 has 4, and 2 times as much is allowed")]
    [InlineData(9, 4, "failed", "9 bytes; version 4 has 4, and 2 times as much is allowed")]
    [InlineData(9, 0, "passed", "there is nothing to compare with")]
    public async Task The_guides_example_says_what_it_is_said_to(
        int bytes,
        int incumbent,
        string verdict,
        string reason
    )
    {
        Keep("suite/size.sh", Script().Match(Page).Groups[1].Value);
        var arguments = JsonSerializer.Deserialize<string[]>(
            Words().Replace(Run().Match(Page).Groups[1].Value, "$1\"$2\"")
        )!;
        var command = new WorkCommandDto("size", arguments, "json", new Dictionary<string, string>());

        var outcome = await RunAsync(
            Server.DescribeCommand(
                command,
                [("model/weights.bin", new byte[bytes])],
                incumbent == 0 ? null : [("weights.bin", new byte[incumbent])]
            )
        );

        (outcome.Outcome, outcome.Reason).ShouldBe((verdict, reason));
        outcome.Finding!.Metrics.Count.ShouldBe(incumbent == 0 ? 0 : 1);
    }

    private static string Here([CallerFilePath] string file = "") => file;

    [GeneratedRegex("^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex(@"run: (\[.*\])$", RegexOptions.Multiline)]
    private static partial Regex Run();

    // A YAML word without quotes.
    [GeneratedRegex(@"([\[ ])([\w./]+)(?=[,\]])")]
    private static partial Regex Words();
}
