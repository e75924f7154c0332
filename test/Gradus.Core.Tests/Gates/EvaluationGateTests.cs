using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

public sealed class EvaluationGateTests
{
    [Theory]
    [InlineData(EvaluationOutcome.Measured, Verdict.Passed, "measured on 114 examples of holdout")]
    [InlineData(EvaluationOutcome.Incompatible, Verdict.Failed, "does not fit holdout: it says why")]
    [InlineData(EvaluationOutcome.Error, Verdict.Error, "could not be evaluated on holdout: it says why")]
    public void The_verdict_follows_the_outcome(EvaluationOutcome outcome, Verdict verdict, string message) =>
        Judge(Evidence.Evaluation(outcome, 0.9)).ShouldBe(new GateResult(verdict, message));

    [Fact]
    public void What_was_not_evaluated_is_inconclusive() =>
        Judge(null).ShouldBe(new GateResult(Verdict.Inconclusive, "was not evaluated on holdout"));

    private static GateResult Judge(Evaluation? evaluation) =>
        new EvaluationGate("holdout").Evaluate(new GateInput("Production", null, [], evaluation));
}
