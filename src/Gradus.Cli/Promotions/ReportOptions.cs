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

    private readonly Option<string?> _policyFile = Words.TextOption(
        "--policy-file",
        "FILE",
        "With --sarif: the policy file in the repository, which the results then point at."
    );

    private readonly Option<string?> _markdown = Words.TextOption(
        "--markdown",
        "FILE",
        "Write a summary in Markdown, e.g. for \"$GITHUB_STEP_SUMMARY\"."
    );

    /// <summary>In the order of the help.</summary>
    public IReadOnlyList<Option> All => [_junit, _sarif, _policyFile, _markdown];

    /// <summary>Refuses a file that lies nowhere, before anything is asked for.</summary>
    public void Check(Run run)
    {
        if (run.Has(_policyFile) && !run.Has(_sarif))
        {
            throw new UsageException("--policy-file is what the results of --sarif point at: give --sarif FILE too.");
        }

        if (run.Get(_policyFile) is { } policy && !File.Exists(policy))
        {
            throw new UsageException(
                $"--policy-file names the policy file in the repository; there is no file '{policy}'."
            );
        }

        foreach (var option in (Option<string?>[])[_junit, _sarif, _markdown])
        {
            if (run.Get(option) is { } file)
            {
                OutputPath.Check(option.Name, file);
            }
        }
    }

    /// <summary>
    /// Writes the reports that were asked for. A file that cannot be written is a line on the error stream: what became of
    /// the promotion is told all the same.
    /// </summary>
    public async Task WriteAsync(Run run, GateReport report)
    {
        await TryAsync(run, run.Get(_junit), JUnit.Of(report));
        await TryAsync(run, run.Get(_sarif), Sarif.Of(report, run.Get(_policyFile)));
        await TryAsync(run, run.Get(_markdown), Markdown.Of(report));
    }

    private static async Task TryAsync(Run run, string? file, string text)
    {
        try
        {
            await WriteAsync(file, text, keepsOthers: file == run.Session.Environment(SummaryVariable));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            run.Terminal.Complain($"The report '{file}' could not be written: {e.Message}");
        }
    }

    // Into the summary of a job, other commands of the same step have written too.
    private static async Task WriteAsync(string? file, string text, bool keepsOthers)
    {
        if (file is null)
        {
            return;
        }

        if (keepsOthers)
        {
            await File.AppendAllTextAsync(file, text);
            return;
        }

        await File.WriteAllTextAsync(file, text);
    }
}
