using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

public sealed class EvaluationGateTests
{
    private static readonly EvaluationGate Gate = new("holdout");

    [Theory]
    [InlineData(EvaluationOutcome.Measured, Verdict.Passed, "measured on 114 examples")]
    [InlineData(EvaluationOutcome.Incompatible, Verdict.Failed, "does not fit holdout: it says why")]
    [InlineData(EvaluationOutcome.Error, Verdict.Error, "could not be evaluated on holdout: it says why")]
    public void The_verdict_follows_the_outcome(EvaluationOutcome outcome, Verdict verdict, string message) =>
        Gate.Evaluate(Evidence.Input(Evidence.Bare(1).Found(Evidence.Evaluation(outcome, 0.9))))
            .ShouldBe(new GateResult(verdict, message));

    [Fact]
    public void What_was_not_evaluated_yet_has_no_result_and_needs_the_work()
    {
        var input = Evidence.Input(Evidence.Bare(1));

        Gate.Evaluate(input).ShouldBeNull();
        Gate.Needs(input).ShouldBe([new WorkRequest(Evidence.ManifestOf(1), Evidence.Measuring)]);
    }

    [Fact]
    public void On_a_data_set_that_is_not_registered_it_is_an_error_and_needs_nothing()
    {
        var input = Evidence.Input(Evidence.Measured(1, 0.9)) with
        {
            Datasets = new Dictionary<string, PromotionDataset>(),
        };

        Gate.Evaluate(input).ShouldBe(new GateResult(Verdict.Error, "data set 'holdout' is not registered"));
        Gate.Needs(input).ShouldBeEmpty();
    }

    [Fact]
    public void Bytes_that_are_kept_elsewhere_cannot_be_evaluated()
    {
        var input = Evidence.Input(Evidence.Bare(2).Elsewhere());

        Gate.Evaluate(input)
            .ShouldBe(
                new GateResult(
                    Verdict.Inconclusive,
                    "version 2 cannot be evaluated: its bytes are kept elsewhere (s3://b/x)"
                )
            );
        Gate.Needs(input).ShouldBeEmpty();
    }

    [Fact]
    public void Evidence_on_other_bytes_of_the_data_set_or_under_other_limits_does_not_count()
    {
        var input = Evidence.Input(Evidence.Measured(1, 0.9));

        Gate.Evaluate(
                input with
                {
                    Datasets = new Dictionary<string, PromotionDataset>
                    {
                        ["holdout"] = Evidence.Holdout with { Digest = Evidence.ManifestOf(9).Hex },
                    },
                }
            )
            .ShouldBeNull();
        Gate.Evaluate(input with { Limits = new Limits(1, 1) }).ShouldBeNull();
    }

    [Fact]
    public void It_is_named_by_its_data_set() => (Gate.Kind, Gate.Name).ShouldBe(("evaluate", "evaluate on holdout"));
}
