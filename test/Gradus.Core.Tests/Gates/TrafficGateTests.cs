using Gradus.Core.Serving;

namespace Gradus.Core.Gates;

/// <summary>At most 1 % of 100 requests may fail, 95 of 100 take 10 ms at most, and a shadow agrees in 90 %.</summary>
public sealed class TrafficGateTests
{
    private static readonly TrafficGate Gate = new(0.01, 10, 0.9, 100, TimeSpan.FromMinutes(30));

    [Fact]
    public void Before_the_move_it_has_nothing_to_say() =>
        Evaluate(Gate, Evidence.Input(Evidence.Bare(2))).ShouldBeNull();

    [Fact]
    public void Enough_requests_that_went_well_pass() =>
        Judge(Heard.Traffic(200, failures: 1))
            .ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                result => result.Verdict.ShouldBe(Verdict.Passed),
                result =>
                    result.Message.ShouldBe(
                        "errors (1 of 200 requests) = 0.005; required ≤ 0.01; p95 of served requests, ms = 1; required ≤ 10"
                    )
            );

    [Fact]
    public void Too_few_are_waited_for_and_are_inconclusive_in_the_end()
    {
        Judge(Heard.Traffic(99)).ShouldBeNull();
        Turns(0).ShouldBe(30);
        Judge(Heard.Traffic(99), minutes: 30)
            .ShouldBe(new GateResult(Verdict.Inconclusive, "too few requests to judge it by: 99 of 100"));
        Turns(30).ShouldBeNull();
    }

    [Theory]
    [InlineData(1, 1, null)]
    [InlineData(2, 2, Verdict.Failed)]
    [InlineData(99, 1, null)]
    [InlineData(100, 1, Verdict.Passed)]
    [InlineData(1_000, 10, Verdict.Passed)]
    [InlineData(1_000, 11, Verdict.Failed)]
    public void Too_many_failures_are_told_as_soon_as_no_number_of_good_answers_could_make_up_for_them(
        long requests,
        long failures,
        Verdict? verdict
    ) => (Judge(Heard.Traffic(requests, failures))?.Verdict).ShouldBe(verdict);

    [Fact]
    public void Two_failures_of_two_are_not_waited_out() =>
        Judge(Heard.Traffic(2, 2))
            .ShouldNotBeNull()
            .Message.ShouldStartWith("errors (2 of 2 requests) = 1; required ≤ 0.01");

    [Fact]
    public void Slow_answers_fail() =>
        Judge(Heard.Traffic(100, milliseconds: 50)).ShouldNotBeNull().Verdict.ShouldBe(Verdict.Failed);

    [Fact]
    public void What_several_gateways_counted_is_added()
    {
        var traffic = Of(
            Heard.From("eu", 2, Heard.Traffic(60, failures: 1)),
            Heard.From("us", 2, Heard.Traffic(60, failures: 1))
        );

        Evaluate(Gate, Input(traffic))!.Message.ShouldStartWith("errors (2 of 120 requests)");
    }

    [Fact]
    public void Another_versions_requests_and_a_gateway_that_fell_silent_do_not_count()
    {
        var silent = Heard.From(
            "us",
            2,
            Heard.Traffic(500),
            Evidence.Noon - GatewayReport.Fresh - TimeSpan.FromSeconds(1)
        );

        Evaluate(Gate, Input(Of(Heard.From("eu", 1, Heard.Traffic(500)), silent))).ShouldBeNull();
    }

    [Fact]
    public void In_a_canary_only_the_steps_own_requests_count()
    {
        var report = Heard.In("p/1", "eu", Heard.Traffic(500));

        Evaluate(Gate, Input(new StageTraffic([report], "p/2", false, Evidence.Noon))).ShouldBeNull();
        Evaluate(Gate, Input(new StageTraffic([report], "p/1", false, Evidence.Noon)))!
            .Verdict.ShouldBe(Verdict.Passed);
    }

    [Theory]
    [InlineData(100, 90, Verdict.Passed)]
    [InlineData(100, 89, Verdict.Failed)]
    [InlineData(11, 0, Verdict.Failed)]
    [InlineData(50, 50, null)]
    [InlineData(50, 40, null)]
    [InlineData(50, 39, Verdict.Failed)]
    public void A_shadow_is_judged_by_how_often_it_says_the_same(long compared, long agreed, Verdict? verdict)
    {
        var report = Heard.In("p/1", "eu", Heard.Traffic(100, compared: compared, agreed: agreed));

        (Evaluate(Gate, Input(new StageTraffic([report], "p/1", true, Evidence.Noon)))?.Verdict).ShouldBe(verdict);
    }

    [Fact]
    public void What_it_asks_nothing_of_passes_with_enough_requests_too()
    {
        var gate = new TrafficGate(null, null, 0.9, 100, TimeSpan.FromMinutes(30));

        Evaluate(gate, Input(Of(Heard.From("eu", 2, Heard.Traffic(99))))).ShouldBeNull();
        Evaluate(gate, Input(Of(Heard.From("eu", 2, Heard.Traffic(100)))))
            .ShouldBe(new GateResult(Verdict.Passed, "100 requests; nothing is asked of this step"));
    }

    [Fact]
    public void What_a_gateway_counted_in_a_step_counts_also_when_it_falls_silent()
    {
        var silent = Heard.In("p/1", "eu", Heard.Traffic(50, failures: 40), Evidence.Noon.AddHours(-1));
        var other = Heard.In("p/1", "us", Heard.Traffic(200));

        Evaluate(Gate, Input(new StageTraffic([silent, other], "p/1", false, Evidence.Noon)))!
            .Verdict.ShouldBe(Verdict.Failed);
    }

    [Fact]
    public void What_was_counted_before_the_move_does_not_count()
    {
        var before = Heard.From("eu", 2, Heard.Traffic(500), Evidence.Noon.AddSeconds(-1));

        Evaluate(Gate, Input(Of(before))).ShouldBeNull();
    }

    [Fact]
    public void A_version_that_gateways_do_not_prefer_cannot_be_judged()
    {
        var preferred = Of(Heard.From("eu", 3, Heard.Traffic(500))) with { Preferred = 3 };

        Evaluate(Gate, Input(preferred))
            .ShouldBe(new GateResult(Verdict.Inconclusive, "gateways prefer version 3, which holds the stage too"));
    }

    [Fact]
    public void Bytes_that_are_kept_elsewhere_are_served_by_nobody() =>
        Evaluate(Gate, Evidence.Input(Evidence.Bare(2).Elsewhere()) with { Traffic = Of() })!
            .Verdict.ShouldBe(Verdict.Inconclusive);

    private static GateResult? Judge(ServedTraffic seen, double minutes = 0) =>
        Evaluate(
            Gate,
            Input(Of(Heard.From("eu", 2, seen, Evidence.Noon.AddMinutes(minutes)))) with
            {
                Now = Evidence.Noon.AddMinutes(minutes),
            }
        );

    private static double? Turns(double minutes) =>
        (
            ((IGate)Gate).TurnsAt(Input(Of()) with { Now = Evidence.Noon.AddMinutes(minutes) }) - Evidence.Noon
        )?.TotalMinutes;

    private static StageTraffic Of(params GatewayReport[] reports) => new(reports, null, false, Evidence.Noon);

    private static GateResult? Evaluate(TrafficGate gate, GateInput input) => ((IGate)gate).Evaluate(input);

    private static GateInput Input(StageTraffic traffic) => Evidence.Input(Evidence.Bare(2)) with { Traffic = traffic };
}
