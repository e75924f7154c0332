using System.Globalization;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Promotions;
using Gradus.Cli.Screen;
using Gradus.Protocol;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Demo;

/// <summary>What happens in the demo, step by step. Every claim it makes is checked against what the server answers.</summary>
internal sealed class Story(Session session, GradusClient server, Samples samples, DataFolder data)
{
    private const string Tumours = "breast-cancer";
    private const string Digits = "digits";
    private const int WeakVersion = 4;
    private const int IncompatibleVersion = 5;

    // Far more than an evaluation of these models takes: only a broken demo waits so long.
    private static readonly TimeSpan PromotionLimit = TimeSpan.FromSeconds(90);

    // What commands print stands indented below them.
    private readonly Terminal _terminal = session.Terminal with { Margin = "   " };

    private readonly Narrator _narrator = new(session.Terminal, Program(session));

    /// <summary>Tells it all, and returns the promotions that were asked for, newest first.</summary>
    /// <exception cref="DemoException">Something did not go as told.</exception>
    public async Task<PromotionPageDto> TellAsync(CancellationToken cancel)
    {
        _narrator.Title(
            "Gradus: nothing enters Production that has not earned it",
            $"Real models and real data, on a server at {server.Address.Authority} that keeps its registry in {data.Typed}"
        );
        await RegisterDataAsync(cancel);
        await RegisterModelsAsync(cancel);
        var before = DateTimeOffset.UtcNow;
        await PromoteBestAsync(Tumours, 2, ["accuracy>=0.95", "roc_auc>=0.98", "latency_p95_ms<=50"], cancel);
        await PromoteBestAsync(Digits, 3, ["accuracy>=0.95", "f1_macro>=0.95"], cancel);
        await RefuseWeakAsync(cancel);
        await RefuseIncompatibleAsync(cancel);
        await TransitionAsync();
        await LookBackAsync(before, cancel);
        SayWhatNext();
        return await server.Promotions.ListAsync(cancel: cancel);
    }

    private async Task RegisterDataAsync(CancellationToken cancel)
    {
        _narrator.Step("Register the test data, on which every candidate will be measured");
        foreach (var (set, slice) in ((string, string)[])[(Tumours, "size"), (Digits, "digit")])
        {
            _narrator.Command($"datasets add {set}-test samples/{set}/test.csv --label label --ignore {slice}");
            var file = samples.PathOf(set, "test.csv");
            var dataset = await server.Datasets.UploadAsync(DataOf(set), file, "label", [slice], null, cancel);
            _narrator.Say($"{dataset.Name}: {Shown.Size(dataset.Size)}, sha256 {Shown.Digest(dataset.Digest)}…");
        }
    }

    private async Task RegisterModelsAsync(CancellationToken cancel)
    {
        _narrator.Step("Register the models: the files are uploaded and stored by their SHA-256");
        _narrator.Command($"versions create {Tumours} --from samples/{Tumours}/v1-two-features.onnx --description …");
        var table = new Table("Model", "Version", "What it is", "Size", "SHA-256");
        foreach (var set in (string[])[Tumours, Digits])
        {
            await server.Models.CreateAsync(new CreateModelDto(set, $"Sample models for {set}"), cancel);
            foreach (var model in samples.Models(set))
            {
                await RegisterAsync(set, model, table, cancel);
            }
        }

        table.Print(_terminal, "");
    }

    private async Task RegisterAsync(string set, SampleModel model, Table table, CancellationToken cancel)
    {
        var path = samples.PathOf(set, model.File);
        var details = new CreateVersionDto(Description: model.Note);
        var version = await server.Versions.UploadAsync(set, path, details, null, cancel);
        var manifest = await server.Versions.GetManifestAsync(set, version.Version, cancel);
        DemoException.Unless(
            manifest.Files is [{ Digest: var digest }] && digest == $"sha256:{model.Sha256}",
            $"version {version.Version} of {set} has the bytes of {model.File}"
        );
        table.Row(
            set,
            version.Version.ToString(CultureInfo.InvariantCulture),
            Shown.Brief(model.Note),
            Shown.Size(manifest.Size),
            Tone.Faint.Of(Shown.Digest(model.Sha256))
        );
    }

    private async Task PromoteBestAsync(string set, int best, string[] require, CancellationToken cancel)
    {
        _narrator.Step($"{set}: measure all versions, promote the best to Staging, then to Production");
        foreach (var stage in (string[])["Staging", "Production"])
        {
            var request = new PromotionRequestDto(stage, Best: "accuracy", Dataset: DataOf(set), Require: require);
            var promotion = await PromoteAsync(set, request, cancel);
            var known = samples.Models(set)[best - 1].TestAccuracy;
            DemoException.Unless(
                promotion is { Phase: "Succeeded", Version: { } chosen } && chosen == best,
                $"version {best} of {set} was promoted to {stage} ({promotion.Phase}: {promotion.Outcome})"
            );
            DemoException.Unless(
                promotion.Evidence.Any(e =>
                    e.Metrics.TryGetValue("accuracy", out var accuracy) && Math.Abs(accuracy - known) < 1e-5
                ),
                $"version {best} of {set} has the accuracy {known} that scikit-learn counted"
            );
            if (stage == "Production")
            {
                SayEvidence(promotion.Evidence[0]);
            }
        }
    }

    private void SayEvidence(EvaluationDto evidence) =>
        _narrator.Say(
            $"On record: {evidence.Examples} examples, measured by {evidence.Worker} with {evidence.Runtime}; "
                + $"artifact {Shown.Digest(evidence.ArtifactDigest)}…, data {Shown.Digest(evidence.DatasetDigest)}…"
        );

    private async Task RefuseWeakAsync(CancellationToken cancel)
    {
        _narrator.Step("A weak model is refused: it always answers the commoner class");
        var promotion = await PromoteAsync(
            Tumours,
            new PromotionRequestDto("Production", WeakVersion, Dataset: DataOf(Tumours), Require: ["accuracy>=0.95"]),
            cancel
        );
        DemoException.Unless(
            promotion.Phase == "Refused" && promotion.Unmet.Any(unmet => unmet is { Bound: 0.95, MissedBy: > 0.3 }),
            $"version {WeakVersion} was refused for its accuracy ({promotion.Phase}: {promotion.Outcome})"
        );
        await StillInNoneAsync(WeakVersion, cancel);
    }

    private async Task RefuseIncompatibleAsync(CancellationToken cancel)
    {
        _narrator.Step("An incompatible model is refused: it takes 29 features, its callers send 30");
        var promotion = await PromoteAsync(
            Tumours,
            new PromotionRequestDto("Production", IncompatibleVersion, Dataset: DataOf(Tumours)),
            cancel
        );
        DemoException.Unless(
            promotion.Phase == "Refused" && promotion.Unmet.Any(unmet => unmet.Gate == "signature"),
            $"version {IncompatibleVersion} was refused for its signature ({promotion.Phase}: {promotion.Outcome})"
        );
        await StillInNoneAsync(IncompatibleVersion, cancel);
    }

    private async Task TransitionAsync()
    {
        _narrator.Step("A move without tests, as with MLflow, is still one command");
        const string Line = $"models transition-stage --model-name {Tumours} --version 3 --stage Staging";
        _narrator.Command(Line);
        var shown = session with { Terminal = _terminal };
        var exitCode = await shown.RunAsync([.. Line.Split(' '), "--server", server.Address.OriginalString]);
        DemoException.Unless(exitCode == ExitCode.Done, "version 3 could be moved to Staging");
    }

    private async Task LookBackAsync(DateTimeOffset before, CancellationToken cancel)
    {
        _narrator.Step("Nothing is forgotten: who moved what, when, why; and who was where at any time");
        _narrator.Command($"history {Tumours}");
        var history = await server.History.ListAsync(Tumours, cancel: cancel);
        DemoException.Unless(
            history.Transitions.Any(move => move is { Version: 2, To: "Production", Promotion: not null }),
            "the history tells of version 2's promotion"
        );
        History.Show.PrintMoves(_terminal, history);
        await AskWhoWasThereAsync(before, isHeld: false, cancel);
        await AskWhoWasThereAsync(DateTimeOffset.UtcNow, isHeld: true, cancel);
    }

    private async Task AskWhoWasThereAsync(DateTimeOffset at, bool isHeld, CancellationToken cancel)
    {
        var time = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _narrator.Command($"history {Tumours} --stage Production --at {time}");
        var holders = await server.History.GetHoldersAsync(Tumours, "Production", at, cancel);
        DemoException.Unless(
            isHeld ? holders.Holders is [{ Version: 2 }] : holders.Holders.Count == 0,
            $"{(isHeld ? "version 2 alone" : "nobody")} was in Production at {time}"
        );
        History.Show.PrintHolders(_terminal, holders);
    }

    private async Task<PromotionDto> PromoteAsync(string model, PromotionRequestDto request, CancellationToken cancel)
    {
        _narrator.Command(PromoteLine(model, request));
        var asked = await server.Promotions.RequestAsync(model, request, cancel);
        var report = new PromotionReport(_terminal, isBrief: request is { Best: not null, Stage: "Production" });
        var ended = await Waiting.UntilEndedAsync(server.Promotions, asked, _terminal, report, PromotionLimit, cancel);
        cancel.ThrowIfCancellationRequested();
        DemoException.Unless(
            !ended.Open,
            $"a promotion ends within {PromotionLimit.TotalSeconds} s; the server's log is {data.Log}"
        );
        PromotionReport.Conclude(_terminal, ended, session.Name);
        return ended;
    }

    private async Task StillInNoneAsync(int version, CancellationToken cancel)
    {
        var stage = (await server.Versions.GetAsync(Tumours, version, cancel)).Stage;
        DemoException.Unless(stage == "None", $"version {version}, which was refused, stayed where it was");
    }

    private void SayWhatNext() =>
        _narrator.TryNext(
            ($"server --data {data.Typed}", "this registry again, with its API described at http://127.0.0.1:5000/api"),
            ($"promotions list {Tumours}", "then, in another terminal: every attempt and how it ended"),
            (
                $"promote {Digits} --version 4 --to Production --data {DataOf(Digits)} --require \"accuracy>=0.9\"",
                "a model that never saw an 8"
            ),
            ("--help", "everything else")
        );

    private static string PromoteLine(string model, PromotionRequestDto request)
    {
        var which = request.Version is { } version ? $"--version {version}" : $"--best {request.Best}";
        var require = string.Concat((request.Require ?? []).Select(bound => $" --require \"{bound}\""));
        return $"promote {model} {which} --to {request.Stage} --data {request.Dataset}{require}";
    }

    private static string DataOf(string set) => $"{set}-test";

    // As the reader would type it: beside the repository's wrapper that is ./gradus.
    private static string Program(Session session) =>
        File.Exists($"./{session.Name}") ? $"./{session.Name}" : session.Name;
}
