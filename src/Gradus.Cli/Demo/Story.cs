using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Comparisons;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Demo;

/// <summary>What happens in the demo, step by step. Every claim it makes is checked against what the server answers.</summary>
internal sealed class Story(Session session, GradusClient server, Samples samples, DataFolder data)
{
    private const int BestDigits = 3;
    private const int BlindVersion = 4;

    private readonly Scene _scene = new(
        new Narrator(session.Terminal, Program(session)),
        session.Terminal with
        {
            Margin = "   ",
        },
        session.Name,
        server,
        samples,
        data
    );

    private Commands Commands => new(_scene, session);

    /// <summary>Tells it all, and returns the promotions that were asked for, newest first.</summary>
    /// <exception cref="DemoException">Something did not go as told.</exception>
    public async Task<PromotionPageDto> TellAsync(CancellationToken cancel)
    {
        _scene.Narrator.Title(
            "Gradus: nothing enters Production that has not earned it",
            $"Real models and real data, on a server at {server.Address.Authority} that keeps its registry in {data.Typed}"
        );
        var registration = new Registration(_scene);
        await registration.RegisterDataAsync(cancel);
        await registration.RegisterModelsAsync(cancel);
        var before = DateTimeOffset.UtcNow;
        var attempts = new Attempts(_scene);
        await attempts.PromoteBestAsync(
            Scene.Tumours,
            2,
            ["accuracy>=0.95", "roc_auc>=0.98", "latency_p95_ms<=50"],
            cancel
        );
        await attempts.PromoteBestAsync(Scene.Digits, 3, ["accuracy>=0.95", "f1_macro>=0.95"], cancel);
        await attempts.RefuseWeakAsync(cancel);
        await attempts.RefuseIncompatibleAsync(cancel);
        await TransitionAsync();
        await new TeamWork(_scene, session, Commands).TellAsync(cancel);
        await CompareAsync(cancel);
        await new LiveTraffic(_scene, session, Commands).TellAsync(cancel);
        await LookBackAsync(before, cancel);
        SayWhatNext();
        return await server.Promotions.ListAsync(cancel: cancel);
    }

    private Task TransitionAsync()
    {
        _scene.Narrator.Step("A move without tests, as with MLflow, is still one command");
        return Commands.RunAsync(
            ExitCode.Done,
            "models",
            "transition-stage",
            "--model-name",
            Scene.Tumours,
            "--version",
            "3",
            "--stage",
            "Staging"
        );
    }

    private async Task CompareAsync(CancellationToken cancel)
    {
        _scene.Narrator.Step("Two versions beside each other: a good mean hides a digit that is never found");
        var report = Path.Combine(data.Typed, "report.html");
        await Commands.RunAsync(
            ExitCode.Done,
            "compare",
            $"{Scene.Digits}/{BlindVersion}",
            "--with",
            $"{BestDigits}",
            "--data",
            Scene.DataOf(Scene.Digits),
            "--html",
            report
        );
        var request = new ComparisonRequestDto(BlindVersion, BestDigits, Scene.DataOf(Scene.Digits));
        var comparison = await server.Comparisons.GetAsync(Scene.Digits, request, cancel);
        DemoException.Unless(
            File.Exists(report)
                && comparison.Report!.Slices.Any(slice =>
                    slice is { Column: "label", Value: "8", Candidate: 0, AdjustedP: < 0.001 }
                ),
            $"version {BlindVersion} was shown to find no 8, in {report}"
        );
    }

    private async Task LookBackAsync(DateTimeOffset before, CancellationToken cancel)
    {
        _scene.Narrator.Step("Nothing is forgotten: who moved what, when, why; and who was where at any time");
        _scene.Narrator.Command($"history {Scene.Tumours}");
        var history = await server.History.ListAsync(Scene.Tumours, cancel: cancel);
        DemoException.Unless(
            history.Transitions.Any(move => move is { Version: 2, To: "Production", Promotion: not null }),
            "the history tells of version 2's promotion"
        );
        History.Show.PrintMoves(_scene.Terminal, history);
        await AskWhoWasThereAsync(before, isHeld: false, cancel);
        await AskWhoWasThereAsync(DateTimeOffset.UtcNow, isHeld: true, cancel);
    }

    private async Task AskWhoWasThereAsync(DateTimeOffset at, bool isHeld, CancellationToken cancel)
    {
        var time = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _scene.Narrator.Command($"history {Scene.Tumours} --stage Production --at {time}");
        var holders = await server.History.GetHoldersAsync(Scene.Tumours, "Production", at, cancel);
        DemoException.Unless(
            isHeld ? holders.Holders is [{ Version: 2 }] : holders.Holders.Count == 0,
            $"{(isHeld ? "version 2 alone" : "nobody")} was in Production at {time}"
        );
        History.Show.PrintHolders(_scene.Terminal, holders);
    }

    private void SayWhatNext() =>
        _scene.Narrator.TryNext(
            ($"server --data {data.Typed}", "this registry again, with its API described at http://127.0.0.1:5000/api"),
            ($"promotions list {Scene.Tumours}", "then, in another terminal: every attempt and how it ended"),
            ($"why {Scene.Digits}/4 --to Production", "what keeps the model out that never saw an 8"),
            (
                $"serve models:/{Scene.Digits}/Production",
                "beside that server: the digits answered, at http://127.0.0.1:5001/invocations"
            ),
            ("--help", "everything else")
        );

    // As the reader would type it: beside the repository's wrapper that is ./gradus.
    private static string Program(Session session) =>
        File.Exists($"./{session.Name}") ? $"./{session.Name}" : session.Name;
}
