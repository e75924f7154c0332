using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

/// <summary>Which evidence counts.</summary>
public sealed class GateInputTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(EvaluationOutcome.Measured)]
    [InlineData(EvaluationOutcome.Incompatible)]
    [InlineData(EvaluationOutcome.Passed)]
    [InlineData(EvaluationOutcome.Failed)]
    [InlineData(EvaluationOutcome.Inconclusive)]
    public void What_was_found_counts_for_seven_days_however_long_ago_was_asked(EvaluationOutcome outcome)
    {
        var found = Evidence.Evaluation(outcome);
        var end = Evidence.Noon.AddDays(7);

        Find(end - Tick, asked: end - Tick, 0, found).ShouldBe(found);
        Find(end, asked: end, 0, found).ShouldBeNull();
    }

    [Fact]
    public void A_policy_may_ask_for_fresher_evidence() =>
        (Input(Evidence.Noon.AddHours(1), Evidence.Noon, 0) with { Freshness = TimeSpan.FromHours(1) })
            .Find(Evidence.Measured(1, 0.9), Evidence.Measuring)
            .ShouldBeNull();

    [Fact]
    public void Evidence_from_before_a_time_does_not_count_for_a_check_that_looks_anew()
    {
        var input = Input(Evidence.Noon.AddHours(1), Evidence.Noon, 0);
        var version = Evidence.Measured(1, 0.9);

        (input with { NotBefore = Evidence.Noon }).Find(version, Evidence.Measuring).ShouldNotBeNull();
        (input with { NotBefore = Evidence.Noon + Tick }).Find(version, Evidence.Measuring).ShouldBeNull();
    }

    [Fact]
    public void A_technical_failure_counts_only_for_promotions_asked_for_before()
    {
        var failed = Evidence.Evaluation(EvaluationOutcome.Error);

        Find(Evidence.Noon, asked: Evidence.Noon, 0, failed).ShouldBe(failed);
        Find(Evidence.Noon.AddDays(100), asked: Evidence.Noon - Tick, 0, failed).ShouldBe(failed);
        Find(Evidence.Noon.AddDays(1), asked: Evidence.Noon + Tick, 0, failed).ShouldBeNull();
    }

    [Fact]
    public void A_technical_failure_is_tried_again_as_often_as_the_policy_says()
    {
        var failures = Enumerable
            .Range(1, 3)
            .Select(i => Evidence.Evaluation(EvaluationOutcome.Error, at: Evidence.Noon.AddMinutes(i), id: $"e{i}"))
            .ToArray();

        Find(Evidence.Noon, Evidence.Noon, 2, [failures[0]]).ShouldBeNull();
        Find(Evidence.Noon, Evidence.Noon, 2, failures[..2]).ShouldBeNull();
        Find(Evidence.Noon, Evidence.Noon, 2, failures)!.Id.ShouldBe("e3");
    }

    [Fact]
    public void What_was_found_hides_failures_while_it_is_fresh_and_ends_their_count()
    {
        Evaluation[] found =
        [
            Evidence.Evaluation(EvaluationOutcome.Error, at: Evidence.Noon.AddMinutes(1), id: "e1"),
            Evidence.Evaluation(EvaluationOutcome.Measured, 0.9, at: Evidence.Noon.AddMinutes(2), id: "e2"),
            Evidence.Evaluation(EvaluationOutcome.Error, at: Evidence.Noon.AddMinutes(3), id: "e3"),
        ];

        Find(Evidence.Noon.AddMinutes(3), Evidence.Noon, 0, found)!.Id.ShouldBe("e2");
        Find(Evidence.Noon.AddDays(30), Evidence.Noon, 1, found).ShouldBeNull();
        Find(Evidence.Noon.AddDays(30), Evidence.Noon, 0, found)!.Id.ShouldBe("e3");
    }

    [Fact]
    public void Of_evidence_of_the_same_time_the_order_in_which_it_is_read_does_not_decide()
    {
        Evaluation[] both =
        [
            Evidence.Evaluation(EvaluationOutcome.Measured, 0.9, id: "a"),
            Evidence.Evaluation(EvaluationOutcome.Measured, 0.1, id: "b"),
        ];

        Find(Evidence.Noon, Evidence.Noon, 0, both)!.Id.ShouldBe("b");
        Find(Evidence.Noon, Evidence.Noon, 0, [both[1], both[0]])!.Id.ShouldBe("b");
    }

    private static Evaluation? Find(DateTimeOffset now, DateTimeOffset asked, int retries, params Evaluation[] found) =>
        Input(now, asked, retries).Find(Evidence.Bare(1).Found(found), Evidence.Measuring);

    private static GateInput Input(DateTimeOffset now, DateTimeOffset asked, int retries) =>
        Evidence.Input(Evidence.Bare(1)) with
        {
            Now = now,
            AskedAt = asked,
            Retries = retries,
        };
}
