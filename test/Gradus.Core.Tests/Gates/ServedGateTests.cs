using Gradus.Core.Serving;

namespace Gradus.Core.Gates;

/// <summary>Gateways have a minute to serve version 2.</summary>
public sealed class ServedGateTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);
    private static readonly ServedGate Any = new([], 1, Wait);
    private static readonly ServedGate Both = new(["eu", "us"], 1, Wait);

    [Fact]
    public void Before_the_move_it_has_nothing_to_say() =>
        Evaluate(Any, Evidence.Input(Evidence.Bare(2))).ShouldBeNull();

    [Fact]
    public void All_that_are_there_must_serve_the_very_bytes()
    {
        Evaluate(Any, Input(0, Heard.From("eu", 2), Heard.From("us", 2)))
            .ShouldBe(new GateResult(Verdict.Passed, "served by eu, us"));
        Evaluate(Any, Input(0, Heard.From("eu", 2), Heard.From("us", 1))).ShouldBeNull();
    }

    [Fact]
    public void Of_those_that_are_named_each_must_and_others_need_not()
    {
        Evaluate(Both, Input(0, Heard.From("asia", 1), Heard.From("eu", 2), Heard.From("us", 2)))!
            .Message.ShouldBe("served by eu, us");
        Evaluate(Both, Input(1, Heard.From("eu", 2, at: Evidence.Noon.AddMinutes(1))))
            .ShouldBe(new GateResult(Verdict.Failed, "not served by every gateway: us has not said anything"));
    }

    [Fact]
    public void One_that_does_not_come_to_it_in_time_fails_it_and_is_named()
    {
        var behind = Heard.From("us", 1, at: Evidence.Noon.AddMinutes(1)) with { Problem = "no room" };

        Evaluate(Any, Input(1, behind))!
            .Message.ShouldBe(
                $"not served by every gateway: us serves version 1, {Evidence.ManifestOf(1).ToString()[..19]}… (no room)"
            );
        ((IGate)Any).TurnsAt(Input(0, behind)).ShouldBe(Evidence.Noon + Wait);
        ((IGate)Any).TurnsAt(Input(1, behind)).ShouldBeNull();
    }

    [Fact]
    public void Who_falls_silent_or_comes_later_says_nothing_against_a_version_that_was_served()
    {
        var input = Input(1, Heard.From("new", 1, at: Evidence.Noon.AddMinutes(1)));

        Evaluate(Any, input)!.Verdict.ShouldBe(Verdict.Failed);
        var before = new GateResult(Verdict.Passed, "served by eu");
        Evaluate(Any, input with { Traffic = input.Traffic! with { Converged = before } }).ShouldBe(before);
    }

    [Fact]
    public void Where_none_is_heard_it_waits_and_fails()
    {
        Evaluate(Any, Input(0)).ShouldBeNull();
        Evaluate(Any, Input(1))!.Message.ShouldBe("not served by every gateway: 0 of at least 1 gateways were heard");
        Evaluate(Any, Input(1, Heard.From("eu", 2)))!.Verdict.ShouldBe(Verdict.Failed);
    }

    [Fact]
    public void In_a_canary_it_is_loaded_beside_the_other_for_the_step_that_is_on()
    {
        StageTraffic On(string split, GatewayReport report) => new([report], split, false, Evidence.Noon);
        var report = Heard.In("p/2", "eu");

        Evaluate(Any, Input(0) with { Traffic = On("p/2", report) })!.Verdict.ShouldBe(Verdict.Passed);
        Evaluate(Any, Input(0) with { Traffic = On("p/3", report) }).ShouldBeNull();
        Evaluate(Any, Input(0) with { Traffic = On("p/2", Heard.From("eu", 2)) }).ShouldBeNull();
    }

    [Fact]
    public void Bytes_that_are_kept_elsewhere_are_served_by_nobody() =>
        Evaluate(Any, Input(0) with { Candidate = Evidence.Bare(2).Elsewhere() })!
            .Verdict.ShouldBe(Verdict.Inconclusive);

    private static GateResult? Evaluate(ServedGate gate, GateInput input) => ((IGate)gate).Evaluate(input);

    private static GateInput Input(double minutes, params GatewayReport[] reports) =>
        Evidence.Input(Evidence.Bare(2)) with
        {
            Traffic = new StageTraffic(reports, null, false, Evidence.Noon),
            Now = Evidence.Noon.AddMinutes(minutes),
        };
}
