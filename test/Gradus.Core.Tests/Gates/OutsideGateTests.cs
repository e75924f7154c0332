using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>The gates whose verdict comes from somebody else's program: a test command and a webhook.</summary>
public sealed class OutsideGateTests
{
    private static readonly CommandSpec Spec = new(
        "smoke",
        ["pytest", "-q"],
        "junit",
        new Dictionary<string, string>()
    );

    private static readonly WebhookSpec Hook = new("risk desk", "https://risk/verdict");

    public static TheoryData<string> Kinds => ["command", "http"];

    [Theory]
    [InlineData(EvaluationOutcome.Passed, Verdict.Passed)]
    [InlineData(EvaluationOutcome.Failed, Verdict.Failed)]
    [InlineData(EvaluationOutcome.Inconclusive, Verdict.Inconclusive)]
    [InlineData(EvaluationOutcome.Error, Verdict.Error)]
    [InlineData(EvaluationOutcome.Measured, Verdict.Error)]
    [InlineData(EvaluationOutcome.Incompatible, Verdict.Error)]
    public void The_verdict_is_the_programs_and_only_passed_passes(EvaluationOutcome outcome, Verdict verdict)
    {
        foreach (var gate in Kinds.Select(kind => Gate(kind)))
        {
            Judge(gate, outcome)!.Verdict.ShouldBe(verdict);
        }
    }

    [Fact]
    public void The_message_is_what_it_said()
    {
        Judge(Gate("command"), EvaluationOutcome.Failed)!.Message.ShouldBe("smoke: it says why");
        Judge(Gate("http"), EvaluationOutcome.Passed)!.Message.ShouldBe("risk desk: Passed");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Until_it_has_run_there_is_no_result(string kind)
    {
        var gate = Gate(kind);

        gate.Kind.ShouldBe(kind);
        gate.Evaluate(Evidence.Input(Evidence.Bare(2))).ShouldBeNull();
        TaskOf(gate, Evidence.Bare(2))
            .ShouldBe(
                new WorkTask(
                    kind == "http" ? WorkKind.Http : WorkKind.Command,
                    Limits.Default,
                    Command: kind == "http" ? null : Spec,
                    Webhook: kind == "http" ? Hook : null,
                    Model: "fraud",
                    Stage: "Production",
                    Candidate: 2
                )
            );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_is_told_of_the_newest_holder_whose_bytes_are_here_and_run_anew_for_another(string kind)
    {
        var gate = Gate(kind);
        VersionFacts[] holders =
        [
            Evidence.Bare(1, isHolder: true),
            Evidence.Bare(3, isHolder: true),
            Evidence.Bare(4, isHolder: true).Elsewhere(),
        ];

        TaskOf(gate, Evidence.Bare(2), holders).Incumbent.ShouldBe(new Compared(3, Evidence.ManifestOf(3).Hex));
        TaskOf(gate, Evidence.Bare(2), holders[..1]).Digest.ShouldNotBe(TaskOf(gate, Evidence.Bare(2), holders).Digest);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Without_bytes_it_cannot_be_made(string kind)
    {
        var gate = Gate(kind);
        var input = Evidence.Input(Evidence.Bare(2).Elsewhere());

        gate.Needs(input).ShouldBeEmpty();
        gate.Evaluate(input)!.Verdict.ShouldBe(Verdict.Inconclusive);
        gate.Evaluate(input)!
            .Message.ShouldBe($"{gate.Name} cannot be made: the bytes of version 2 are kept elsewhere");
    }

    [Fact]
    public void Its_own_limits_outweigh_the_promotions()
    {
        var limits = new Limits(5, 1 << 20);

        TaskOf(new CommandGate(Spec, limits), Evidence.Bare(2)).Limits.ShouldBe(limits);
        TaskOf(new WebhookGate(Hook, limits), Evidence.Bare(2)).Limits.ShouldBe(limits);
    }

    private static IGate Gate(string kind) =>
        kind == "http" ? new WebhookGate(Hook, null) : new CommandGate(Spec, null);

    private static WorkTask TaskOf(IGate gate, VersionFacts candidate, params VersionFacts[] holders) =>
        gate.Needs(Evidence.Input(candidate, holders)).Single().Task;

    private static GateResult? Judge(IGate gate, EvaluationOutcome outcome)
    {
        var task = TaskOf(gate, Evidence.Bare(2));
        return gate.Evaluate(Evidence.Input(Evidence.Bare(2).Found(task, Evidence.Evaluation(outcome, version: 2))));
    }
}
