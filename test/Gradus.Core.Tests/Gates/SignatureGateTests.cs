using Gradus.Core.Artifacts;
using Gradus.Core.Promotions;

namespace Gradus.Core.Gates;

public sealed class SignatureGateTests
{
    private static readonly Signature Takes30 = new([new("x", "float32", [null, 30])], []);
    private static readonly Signature Takes29 = new([new("x", "float32", [null, 29])], []);

    [Fact]
    public void With_nobody_in_the_stage_it_passes() =>
        Judge(Takes29).ShouldBe(new GateResult(Verdict.Passed, "no version in Production to be compatible with"));

    [Fact]
    public void Where_the_holder_went_with_its_model_there_is_nothing_to_compare_with_and_it_blocks() =>
        new SignatureGate()
            .Evaluate(Evidence.Input(Evidence.Bare(3)) with { HasLostHolder = true })
            .ShouldBe(
                new GateResult(
                    Verdict.Inconclusive,
                    "another model called 'fraud' held Production, and was deleted or renamed: there is nothing to compare with"
                )
            );

    [Fact]
    public void Holders_that_tell_nothing_are_left_out() =>
        Judge(Takes29, Holder(1, null)).Verdict.ShouldBe(Verdict.Passed);

    [Fact]
    public void A_candidate_that_tells_nothing_is_inconclusive_and_blocks()
    {
        var result = Judge(null, Holder(1, Takes30));

        result.ShouldBe(new GateResult(Verdict.Inconclusive, "the candidate's file tells no inputs and outputs"));
        result.LetsThrough.ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_cannot_be_read_fails_even_with_nobody_in_the_stage() =>
        new SignatureGate()
            .Evaluate(Evidence.Input(Evidence.Bare(3) with { SignatureProblem = "not an ONNX file" }))
            .ShouldBe(
                new GateResult(Verdict.Failed, "the candidate's file cannot be read as a model: not an ONNX file")
            );

    [Fact]
    public void A_compatible_candidate_passes_and_the_holders_are_named() =>
        Judge(Takes30, Holder(1, Takes30), Holder(2, null), Holder(4, Takes30))
            .ShouldBe(new GateResult(Verdict.Passed, "compatible with versions 1, 4"));

    [Fact]
    public void One_holder_that_would_break_is_enough_to_fail() =>
        Judge(Takes29, Holder(1, Takes29), Holder(4, Takes30))
            .ShouldBe(new GateResult(Verdict.Failed, "input 'x' is float32[?, 29], was float32[?, 30] (version 4)"));

    [Fact]
    public void It_needs_no_work() =>
        ((IGate)new SignatureGate()).Needs(Evidence.Input(Evidence.Bare(3), Holder(1, Takes30))).ShouldBeEmpty();

    private static VersionFacts Holder(int number, Signature? signature) =>
        Evidence.Bare(number, isHolder: true) with
        {
            Signature = signature,
        };

    private static GateResult Judge(Signature? candidate, params VersionFacts[] incumbents) =>
        new SignatureGate().Evaluate(Evidence.Input(Evidence.Bare(3) with { Signature = candidate }, incumbents));
}
