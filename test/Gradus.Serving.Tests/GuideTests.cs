using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gradus.Server.Tests;

namespace Gradus.Serving;

/// <summary>What the guide's page asks is answered as it stands there.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public async Task The_examples_are_answered_as_they_are_told()
    {
        await using var server = await TestServer.StartAsync();
        await server.ReleaseAsync("tumours", OddModels.Classifier());
        await using var gateway = await RunningGateway.StartAsync(server.Address, "models:/tumours/Production");
        var page = await File.ReadAllTextAsync(
            Path.Join(Path.GetDirectoryName(Here())!, "..", "..", "docs", "guide", "serving.md"),
            TestContext.Current.CancellationToken
        );
        var examples = Example().Matches(page).ToList();
        examples.Count.ShouldBe(2);

        foreach (var example in examples)
        {
            var answer = await gateway.AskAsync(example.Groups["body"].Value, path: example.Groups["path"].Value);

            // An ellipsis stands for what is not shown.
            var shown = example.Groups["answer"].Value.Split('…');
            answer.Text.ShouldStartWith(shown[0]);
            answer.Text.ShouldEndWith(shown[^1]);
        }
    }

    [GeneratedRegex(
        @"^curl http://127\.0\.0\.1:5001(?<path>\S+) -H 'Content-Type: application/json' \\\n    -d '(?<body>[^']+)'\n(?<answer>\{.*\})$",
        RegexOptions.Multiline
    )]
    private static partial Regex Example();

    private static string Here([CallerFilePath] string path = "") => path;
}
