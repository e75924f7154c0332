using System.CommandLine;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Reports;

namespace Gradus.Cli.Promotions;

/// <summary>The files that CI systems read.</summary>
internal sealed class ReportOptions
{
    private const string SummaryVariable = "GITHUB_STEP_SUMMARY";

    private readonly Option<string?> _junit = Words.TextOption(
        "--junit",
        "FILE",
        "Write a JUnit report: each gate is a test case."
    );

    private readonly Option<string?> _sarif = Words.TextOption(
        "--sarif",
        "FILE",
        "Write a SARIF 2.1.0 log: each gate is a result."
    );

    private readonly Option<string?> _markdown = Words.TextOption(
        "--markdown",
        "FILE",
        "Write a summary in Markdown, e.g. for \"$GITHUB_STEP_SUMMARY\"."
    );

    /// <summary>In the order of the help.</summary>
    public IReadOnlyList<Option> All => [_junit, _sarif, _markdown];

    /// <summary>Writes the reports that were asked for.</summary>
    public async Task WriteAsync(Run run, GateReport report)
    {
        await WriteAsync(run.Get(_junit), JUnit.Of(report));
        await WriteAsync(run.Get(_sarif), Sarif.Of(report));
        var markdown = run.Get(_markdown);
        if (markdown is not null && markdown == run.Session.Environment(SummaryVariable))
        {
            // Other commands of the same step have written there too.
            await File.AppendAllTextAsync(markdown, Markdown.Of(report));
            return;
        }

        await WriteAsync(markdown, Markdown.Of(report));
    }

    private static async Task WriteAsync(string? file, string text)
    {
        if (file is null)
        {
            return;
        }

        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        await File.WriteAllTextAsync(file, text);
    }
}
