using Gradus.Core.Gates;
using Gradus.Core.Policies;
using Gradus.Core.Serving;
using Gradus.Policies.Freezes;
using Gradus.Policies.Shapes;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Reading;

/// <summary>Reads the rules of a stage: for all models, or those that replace them for some.</summary>
internal sealed class StageReader(ProblemList problems)
{
    private static readonly string[] AfterTheMove = [ServedGate.Word, TrafficGate.Word];

    private readonly GateReader _gates = new(problems);

    /// <summary>Whether any rule is given.</summary>
    public static bool HasRules(Fields stage) => PolicyShape.Rules.Any(key => stage.Has(key.Name));

    /// <summary>How the rules given change those that were there before; what is not given stays.</summary>
    /// <param name="stage">As written.</param>
    /// <param name="general">The stage for all models, if this one is for some.</param>
    public Func<StageRules, StageRules> Read(Fields stage, Fields? general)
    {
        var given = ReadRules(stage, general);
        return rules => new StageRules
        {
            From = stage.Has("from") ? given.From : rules.From,
            Gates = stage.Has("gates") ? given.Gates : rules.Gates,
            Approvals = stage.Has("approvals") ? given.Approvals : rules.Approvals,
            Soak = stage.Has("soak") ? given.Soak : rules.Soak,
            Freezes = stage.Has("freeze") ? given.Freezes : rules.Freezes,
            Aliases = stage.Has("aliases") ? given.Aliases : rules.Aliases,
            ArchiveExisting = stage.Has("archive_existing") ? given.ArchiveExisting : rules.ArchiveExisting,
            Verification = stage.Has("verify") ? given.Verification : rules.Verification,
            Automation = stage.Has("promote") ? given.Automation : rules.Automation,
        };
    }

    private StageRules ReadRules(Fields stage, Fields? general)
    {
        var evaluated = GateReader.Evaluated((stage.Has("gates") ? stage : general ?? stage).Sections("gates"));
        return new StageRules
        {
            From = stage["from"] is YamlList ? stage.Texts("from") : null,
            Gates = ReadGatesBefore(stage, evaluated),
            Approvals = stage.Section("approvals") is { } approvals ? ReadApprovals(approvals) : null,
            Soak = stage.Duration("soak") ?? TimeSpan.Zero,
            Freezes = [.. stage.Sections("freeze").Select(ReadFreeze).OfType<CronFreeze>()],
            Aliases = stage.Texts("aliases"),
            ArchiveExisting = stage.Flag("archive_existing"),
            Verification = stage.Section("verify") is { } verify ? ReadVerification(verify, evaluated) : null,
            Automation = stage.Section("promote") is { } promote ? ReadAutomation(promote, evaluated) : null,
        };
    }

    // Where the stage evaluates, the best is picked by what is measured; else by what was logged, which the file cannot tell.
    private AutomationRule? ReadAutomation(Fields promote, IReadOnlyList<string> evaluated)
    {
        if (evaluated.Count > 0)
        {
            _gates.CheckMeasured(promote, "best");
        }

        return promote.Text("from") is { } from ? new AutomationRule(from, promote.Text("best")) : null;
    }

    private static ApprovalRule ReadApprovals(Fields approvals) =>
        new(
            approvals.Whole("required") ?? 0,
            approvals.Texts("roles"),
            approvals.Flag("four_eyes"),
            approvals.Duration("expires")
        );

    private VerificationRule ReadVerification(Fields verify, IReadOnlyList<string> evaluated)
    {
        var gates = verify.Sections("gates");
        var own = GateReader.Evaluated(gates);
        return new VerificationRule(
            _gates.Read(gates, own.Count > 0 ? own : evaluated),
            verify.Duration("every"),
            verify.Word("on_failure", Words.Failures) ?? OnFailedVerification.Revoke,
            verify.Whole("max_rollbacks") ?? 2
        )
        {
            Canary = verify.Section("canary") is { } canary ? ReadCanary(canary, verify) : null,
        };
    }

    private IReadOnlyList<GateRule> ReadGatesBefore(Fields stage, IReadOnlyList<string> evaluated)
    {
        var gates = stage.Sections("gates");
        foreach (var gate in gates)
        {
            if (AfterTheMove.FirstOrDefault(gate.Has) is { } kind)
            {
                problems.Add(
                    gate.At(kind),
                    gate.Below(kind),
                    $"Gateways have nothing to say of a version before it moves: put '{kind}' among the gates of 'verify'."
                );
            }
        }

        return _gates.Read(gates, evaluated);
    }

    private CanaryRule ReadCanary(Fields canary, Fields verify)
    {
        var judge = verify
            .Sections("gates")
            .FirstOrDefault(gate => gate.Has(TrafficGate.Word) && !gate.Flag("report_only"));
        if (judge is null)
        {
            problems.Add(
                canary.Node,
                canary.Path,
                "Nothing would judge this canary: put a 'traffic' gate that is not 'report_only' among the gates of 'verify'."
            );
        }

        if (verify.Word("on_failure", Words.Failures) is not OnFailedVerification.Rollback)
        {
            problems.Add(
                canary.Node,
                canary.Path,
                "A canary that fails must end somewhere: give 'verify' the key 'on_failure: rollback'."
            );
        }

        var steps = canary.Texts("steps").Select(ReadStep).ToList();
        if (steps.Zip(steps.Skip(1)).Any(pair => pair.Second.Share <= pair.First.Share))
        {
            problems.Add(
                canary.At("steps"),
                canary.Below("steps"),
                "Each step must answer more requests than the one before it; a shadow, which answers none, comes first."
            );
        }

        CheckJudged(canary, steps, judge?.Section(TrafficGate.Word));
        return new CanaryRule(steps, canary.Duration("each") ?? TimeSpan.Zero, canary.Text("key"));
    }

    private void CheckJudged(Fields canary, IReadOnlyList<CanaryStep> steps, Fields? traffic)
    {
        if (traffic is null)
        {
            return;
        }

        if (steps.Any(step => !step.Mirror) && !traffic.Has("errors") && !traffic.Has("p95_ms"))
        {
            problems.Add(
                canary.At("steps"),
                canary.Below("steps"),
                "Nothing would judge the steps that answer requests: 'agreement' is asked of shadows only; give 'traffic' 'errors' or 'p95_ms'."
            );
        }

        if (traffic.Has("agreement") && !steps.Any(step => step.Mirror))
        {
            problems.Add(
                traffic.At("agreement"),
                traffic.Below("agreement"),
                "'agreement' is asked of shadows only, and this canary has none: begin 'steps' with shadow."
            );
        }
    }

    private static CanaryStep ReadStep(string step) =>
        step == Words.Shadow ? CanaryStep.Shadow : new CanaryStep(Measures.Percent(step) ?? 0);

    private CronFreeze? ReadFreeze(Fields freeze)
    {
        if (freeze.Text("cron") is not { } cron || freeze.Duration("lasts") is not { } lasts)
        {
            return null;
        }

        var read = CronFreeze.Parse(cron, lasts, freeze.Text("time_zone") ?? "UTC", freeze.Text("reason") ?? "Freeze");
        if (read.Try(out var window, out var error))
        {
            return window;
        }

        // What is wrong with one value alone was told when its form was looked at.
        if (error.Subject == CronFreeze.Whole)
        {
            problems.Add(freeze.Node, freeze.Path, error.Message);
        }

        return null;
    }
}
