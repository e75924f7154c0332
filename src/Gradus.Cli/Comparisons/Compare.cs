using System.CommandLine;
using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Promotions;
using Gradus.Protocol;
using Gradus.Protocol.Comparisons;

namespace Gradus.Cli.Comparisons;

/// <summary><c>gradus compare MODEL/VERSION --with VERSION --data NAME</c></summary>
internal static class Compare
{
    private const double UsualConfidence = 0.95;

    public static Verb Create()
    {
        var target = new VersionTarget();
        var with = Words.Required(Words.VersionNamed("--with", "The version to compare it with."));
        var data = Words.Required(
            Words.TextOption("--data", "NAME", "The registered data set that both are measured on.")
        );
        var confidence = new Option<double>("--confidence")
        {
            HelpName = "SHARE",
            Description = "How often the intervals of the differences shall hold the true value (default: 95%).",
            CustomParser = result =>
            {
                if (ReadShare(result.Tokens[0].Value) is { } share)
                {
                    return share;
                }

                result.AddError($"--confidence must be a share such as 95%, not '{result.Tokens[0].Value}'.");
                return 0;
            },
            DefaultValueFactory = _ => UsualConfidence,
        };
        var html = Words.TextOption("--html", "FILE", "Write the report to a file that any browser shows.");
        var timeout = Words.DurationOption(
            "--timeout",
            "Stop waiting after this time (90s, 10m, 2h); the work goes on."
        );
        var verb = new Verb("compare", "Compare two versions of a model, example by example. Nothing is promoted.")
        {
            Group = Root.Promoting,
            Options = { with, data, confidence, html, timeout },
            Notes =
            [
                "Workers measure what was not measured in the last seven days, and compare what both versions answered: metrics with "
                    + "the intervals of their differences, the parts of the data, and which rows were lost.",
                "Exit code 0: compared. 1: it cannot be. 3: still to be done after Ctrl-C or --timeout.",
            ],
            Examples =
            [
                "compare churn/4 --with 3 --data churn-test",
                "compare churn/4 --with 3 --data churn-test --html report.html",
            ],
        };
        target.AddTo(verb);
        verb.Does(
            async (run, cancel) =>
            {
                var (model, version) = target.Read(run);
                if (run.Get(html) is { } page)
                {
                    OutputPath.Check(html.Name, page);
                }

                var request = new ComparisonRequestDto(
                    version,
                    run.Get(with)!.Value,
                    run.Get(data)!,
                    run.Get(confidence)
                );
                var comparison = await UntilDoneAsync(run, model, request, run.Get(timeout), cancel);
                if (comparison.Report is not null && run.Get(html) is { } file)
                {
                    await WriteAsync(file, await run.Server.Comparisons.GetPageAsync(model, request, cancel), cancel);
                }

                run.Answer(
                    comparison,
                    ProtocolJson.Default.ComparisonDto,
                    (terminal, dto) => ComparisonReport.Print(terminal, dto, run.Get(html))
                );
                return comparison.State switch
                {
                    "compared" => ExitCode.Done,
                    "failed" => ExitCode.Refused,
                    _ => ExitCode.Pending,
                };
            }
        );
        return verb;
    }

    private static async Task<ComparisonDto> UntilDoneAsync(
        Run run,
        string model,
        ComparisonRequestDto request,
        TimeSpan? timeout,
        CancellationToken cancel
    )
    {
        return await WorkerWait.UntilDoneAsync(
            run,
            await run.Server.Comparisons.AskAsync(model, request, cancel),
            comparison => comparison.State is "waiting" or "missing",
            LookAsync,
            _ => "Comparing",
            timeout,
            cancel
        );

        // Once both are measured there is more to ask for: the comparison itself.
        async Task<ComparisonDto> LookAsync(CancellationToken token) =>
            await run.Server.Comparisons.GetAsync(model, request, token) is { State: not "missing" } comparison
                ? comparison
                : await run.Server.Comparisons.AskAsync(model, request, token);
    }

    private static async Task WriteAsync(string file, string page, CancellationToken cancel)
    {
        var draft = $"{file}.part";
        await File.WriteAllTextAsync(draft, page, cancel);
        File.Move(draft, file, overwrite: true);
    }

    private static double? ReadShare(string text)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(
            text.TrimEnd('%'),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? isPercent
                ? number / 100
                : number
            : null;
    }
}
