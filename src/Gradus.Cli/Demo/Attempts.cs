using Gradus.Cli.Promotions;
using Gradus.Cli.Screen;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Demo;

/// <summary>The demo's second part: versions are tried, and promoted or refused.</summary>
internal sealed class Attempts(Scene scene)
{
    private const int WeakVersion = 4;
    private const int IncompatibleVersion = 5;

    // Far more than an evaluation of these models takes: only a broken demo waits so long.
    private static readonly TimeSpan PromotionLimit = TimeSpan.FromSeconds(90);

    /// <summary>The best version goes to Staging and then to Production, with the accuracy that is known of it.</summary>
    public async Task PromoteBestAsync(string set, int best, string[] require, CancellationToken cancel)
    {
        scene.Narrator.Step($"{set}: measure all versions, promote the best to Staging, then to Production");
        foreach (var stage in (string[])["Staging", "Production"])
        {
            var request = new PromotionRequestDto(
                stage,
                Best: "accuracy",
                Dataset: Scene.DataOf(set),
                Require: require
            );
            var promotion = await PromoteAsync(set, request, cancel);
            var known = scene.Samples.Models(set)[best - 1].TestAccuracy;
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

    /// <summary>A version that misses a bound by far is refused and stays where it is.</summary>
    public async Task RefuseWeakAsync(CancellationToken cancel)
    {
        scene.Narrator.Step("A weak model is refused: it always answers the commoner class");
        var promotion = await PromoteAsync(
            Scene.Tumours,
            new PromotionRequestDto(
                "Production",
                WeakVersion,
                Dataset: Scene.DataOf(Scene.Tumours),
                Require: ["accuracy>=0.95"]
            ),
            cancel
        );
        DemoException.Unless(
            promotion.Phase == "Refused" && promotion.Unmet.Any(unmet => unmet is { Bound: 0.95, MissedBy: > 0.3 }),
            $"version {WeakVersion} was refused for its accuracy ({promotion.Phase}: {promotion.Outcome})"
        );
        await StillInNoneAsync(WeakVersion, cancel);
    }

    /// <summary>A version that takes other features than the incumbent is refused and stays where it is.</summary>
    public async Task RefuseIncompatibleAsync(CancellationToken cancel)
    {
        scene.Narrator.Step("An incompatible model is refused: it takes 29 features, its callers send 30");
        var promotion = await PromoteAsync(
            Scene.Tumours,
            new PromotionRequestDto("Production", IncompatibleVersion, Dataset: Scene.DataOf(Scene.Tumours)),
            cancel
        );
        DemoException.Unless(
            promotion.Phase == "Refused" && promotion.Unmet.Any(unmet => unmet.Gate == "signature"),
            $"version {IncompatibleVersion} was refused for its signature ({promotion.Phase}: {promotion.Outcome})"
        );
        await StillInNoneAsync(IncompatibleVersion, cancel);
    }

    private async Task<PromotionDto> PromoteAsync(string model, PromotionRequestDto request, CancellationToken cancel)
    {
        scene.Narrator.Command(PromoteLine(model, request));
        var asked = await scene.Server.Promotions.RequestAsync(model, request, cancel);
        var isBrief = request is { Best: not null, Stage: "Production" };
        var report = new PromotionReport(scene.Terminal, scene.Program, isBrief);
        var ended = await Waiting.UntilEndedAsync(scene.Server, asked, scene.Terminal, report, PromotionLimit, cancel);
        cancel.ThrowIfCancellationRequested();
        DemoException.Unless(
            !ended.Open,
            $"a promotion ends within {PromotionLimit.TotalSeconds} s; the server's log is {scene.Data.Log}"
        );
        Outcome.Conclude(scene.Terminal, ended, scene.Program);
        return ended;
    }

    private async Task StillInNoneAsync(int version, CancellationToken cancel)
    {
        var stage = (await scene.Server.Versions.GetAsync(Scene.Tumours, version, cancel)).Stage;
        DemoException.Unless(stage == "None", $"version {version}, which was refused, stayed where it was");
    }

    private void SayEvidence(EvaluationDto evidence) =>
        scene.Narrator.Say(
            $"On record: {evidence.Examples} examples, measured by {evidence.Worker} with {evidence.Runtime}; "
                + $"artifact {Shown.Digest(evidence.ArtifactDigest)}…, data {Shown.Digest(evidence.DatasetDigest)}…"
        );

    private static string PromoteLine(string model, PromotionRequestDto request)
    {
        var which = request.Version is { } version ? $"--version {version}" : $"--best {request.Best}";
        var require = string.Concat((request.Require ?? []).Select(bound => $" --require \"{bound}\""));
        return $"promote {model} {which} --to {request.Stage} --data {request.Dataset}{require}";
    }
}
