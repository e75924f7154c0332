using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

/// <summary>Every time is in hours after noon: the promotion is asked for at 0, waits 2, and a report counts for 10.</summary>
public sealed class ExternalGateTests
{
    private static readonly ExternalGate Gate = new("ci", TimeSpan.FromHours(2));

    [Theory]
    [InlineData(Verdict.Passed)]
    [InlineData(Verdict.Failed)]
    [InlineData(Verdict.Inconclusive)]
    [InlineData(Verdict.Error)]
    public void The_reports_verdict_is_the_gates(Verdict verdict) =>
        Judge(1, Report(0) with { Verdict = verdict })!.Verdict.ShouldBe(verdict);

    [Fact]
    public void The_message_says_what_was_found_and_where_it_can_be_read_up()
    {
        Judge(1, Report(0))!.Message.ShouldBe("ci: Passed");
        Judge(1, Report(0) with { Summary = "212 tests", Url = "https://ci/7" })!
            .Message.ShouldBe("ci: 212 tests (https://ci/7)");
    }

    [Fact]
    public void Another_checks_report_does_not_count() =>
        Judge(1, Report(0) with { Name = "CI" }, Report(0) with { Name = "ci2" }).ShouldBeNull();

    [Fact]
    public void Without_a_report_it_waits_as_long_as_it_may_and_then_is_inconclusive()
    {
        Judge(0).ShouldBeNull();
        Turns(0).ShouldBe(2);
        Judge(1.999).ShouldBeNull();
        Judge(2).ShouldBe(new GateResult(Verdict.Inconclusive, "ci has not reported"));
        Turns(2).ShouldBeNull();
    }

    [Fact]
    public void A_report_from_before_the_promotion_counts_while_it_is_fresh()
    {
        Judge(0, Report(-9))!.Verdict.ShouldBe(Verdict.Passed);
        Turns(0, Report(-9)).ShouldBe(1);
        Judge(0.999, Report(-9))!.Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void A_report_that_gets_too_old_is_waited_for_again()
    {
        Judge(1, Report(-9)).ShouldBeNull();
        Turns(1, Report(-9)).ShouldBe(3);
        Judge(3, Report(-9)).ShouldBe(new GateResult(Verdict.Inconclusive, "the report of ci is too old"));
    }

    [Fact]
    public void A_report_that_was_too_old_already_is_waited_for_from_the_request_on()
    {
        Judge(1.999, Report(-50)).ShouldBeNull();
        Judge(2, Report(-50))!.Verdict.ShouldBe(Verdict.Inconclusive);
    }

    [Fact]
    public void A_check_after_the_move_takes_the_report_that_let_the_version_in_until_there_is_another() =>
        Gate.Evaluate(Input(1, Report(-1)) with { NotBefore = Evidence.Noon })!.Verdict.ShouldBe(Verdict.Passed);

    [Fact]
    public void A_report_from_the_future_counts_since_clocks_are_set_back() =>
        Judge(0, Report(5))!.Verdict.ShouldBe(Verdict.Passed);

    [Fact]
    public void Of_bytes_that_are_kept_elsewhere_no_check_can_speak() =>
        Gate.Evaluate(Evidence.Input(Evidence.Bare(1).Elsewhere() with { Checks = [Report(0)] }))!
            .Message.ShouldBe("its bytes are kept elsewhere, so no check can speak of them");

    private static GateResult? Judge(double now, params ExternalCheck[] reports) => Gate.Evaluate(Input(now, reports));

    private static double? Turns(double now, params ExternalCheck[] reports) =>
        (((IGate)Gate).TurnsAt(Input(now, reports)) - Evidence.Noon)?.TotalHours;

    private static GateInput Input(double now, params ExternalCheck[] reports) =>
        Evidence.Input(Evidence.Bare(1) with { Checks = reports }) with
        {
            Now = Evidence.Noon.AddHours(now),
            Freshness = TimeSpan.FromHours(10),
        };

    private static ExternalCheck Report(double at) =>
        Evidence.Report(1) with
        {
            ReportedAt = Evidence.Noon.AddHours(at),
        };
}
