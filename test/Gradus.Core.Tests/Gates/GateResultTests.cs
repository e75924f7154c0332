namespace Gradus.Core.Gates;

public sealed class GateResultTests
{
    [Theory]
    [InlineData(Verdict.Passed, true)]
    [InlineData(Verdict.Waived, true)]
    [InlineData(Verdict.Failed, false)]
    [InlineData(Verdict.Inconclusive, false)]
    [InlineData(Verdict.Error, false)]
    [InlineData(Verdict.Skipped, false)]
    public void Only_passed_and_waived_let_through(Verdict verdict, bool letsThrough) =>
        new GateResult(verdict, "").LetsThrough.ShouldBe(letsThrough);

    [Fact]
    public void Every_verdict_is_decided_on() => Enum.GetValues<Verdict>().Length.ShouldBe(6);

    [Fact]
    public void Only_a_failure_with_a_value_and_a_bound_misses_it()
    {
        new GateResult(Verdict.Failed, "", 0.5, 0.75).MissedBy.ShouldBe(0.25);
        new GateResult(Verdict.Failed, "", 0.75, 0.5).MissedBy.ShouldBe(0.25);
        new GateResult(Verdict.Failed, "", double.NaN, 0.5).MissedBy.ShouldBeNull();
        new GateResult(Verdict.Failed, "", null, 0.5).MissedBy.ShouldBeNull();
        new GateResult(Verdict.Failed, "", 0.5).MissedBy.ShouldBeNull();
        new GateResult(Verdict.Passed, "", 0.5, 0.25).MissedBy.ShouldBeNull();
    }
}
