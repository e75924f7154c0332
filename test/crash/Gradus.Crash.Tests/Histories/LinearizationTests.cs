using CsCheck;
using static Gradus.Crash.Tests.Histories.Told;

namespace Gradus.Crash.Tests.Histories;

/// <summary>The search finds an order where there is one, and only there.</summary>
public sealed class LinearizationTests
{
    private static readonly StageRegister Two = StageRegister.With(2);

    // Version 1 is in Canary, displaced nobody.
    private static readonly Call First = Call("first", ToCanary(1), 0, 10, "Canary [], displaced []");

    [Fact]
    public void A_read_that_overlaps_a_write_may_see_it_or_not()
    {
        Judge(Call("w", Set("new"), 0, 10), Call("r", ReadAll(), 5, 15, "None=2")).ShouldBe(Verdict.Legal);
        Judge(Call("w", Set("new"), 0, 10), Call("r", ReadAll(), 5, 15, "owner=new None=2")).ShouldBe(Verdict.Legal);
    }

    [Fact]
    public void A_read_that_does_not_see_what_was_done_before_it_is_illegal() =>
        Judge(Call("w", Set("new"), 0, 10), Call("r", ReadAll(), 11, 20, "None=2")).ShouldBe(Verdict.Illegal);

    [Fact]
    public void What_one_has_seen_a_later_one_may_not_miss()
    {
        var write = Call("w", Set("new"), 0, 100);
        var seen = Call("seen", ReadAll(), 10, 20, "owner=new None=2");
        Judge(write, seen, Call("missed", ReadAll(), 30, 40, "None=2")).ShouldBe(Verdict.Illegal);
        Judge(write, seen, Call("missed", ReadAll(), 15, 40, "None=2")).ShouldBe(Verdict.Legal);
    }

    [Fact]
    public void Two_holders_of_a_stage_for_one_are_illegal() =>
        Judge(
                First,
                Call("second", ToCanary(2), 20, 30, "Canary [], displaced [1]"),
                Call("r", WhoIsInCanary(), 40, 50, "[1,2]")
            )
            .ShouldBe(Verdict.Illegal);

    [Fact]
    public void A_lost_update_is_illegal()
    {
        // Both moved in, and neither met the other.
        var second = Call("second", ToCanary(2), 5, 15, "Canary [], displaced []");
        Judge(First, second).ShouldBe(Verdict.Illegal);
        Judge(First, second with { Answer = "Canary [], displaced [1]" }).ShouldBe(Verdict.Legal);
    }

    [Fact]
    public void A_change_that_was_refused_and_is_seen_is_illegal()
    {
        var read = Call("r", ReadAll(), 40, 50, "@champion=1 None=2");
        var set = new SetAlias(Dialect.Native, "champion", 1);
        Judge(Call("w", set, 0, 10, Said.Refused), read).ShouldBe(Verdict.Illegal);
        Judge(TurnedAway("w", set, 0, 10), read).ShouldBe(Verdict.Illegal);
        Judge(Call("w", set, 0, 10), read).ShouldBe(Verdict.Legal);
    }

    [Fact]
    public void A_refusal_has_to_be_right_when_it_was_given()
    {
        var missing = Call("missing", ToCanary(3), 0, 10, Said.Refused);
        Judge(missing).ShouldBe(Verdict.Legal);
        var register = Call("register", new Register(Dialect.Native), 20, 30, "3");
        Judge(missing, register).ShouldBe(Verdict.Legal);
        Judge(missing with { Invoked = 40, Returned = 50 }, register).ShouldBe(Verdict.Illegal);
    }

    [Fact]
    public void A_change_of_unknown_outcome_may_take_effect_late()
    {
        var lost = Lost("w", Set("late"), 0);
        Judge(
                lost,
                Call("before", ReadAll(), 10, 20, "None=2"),
                Call("other", Set("other"), 30, 40),
                Call("between", ReadAll(), 50, 60, "owner=other None=2"),
                Call("after", ReadAll(), 70, 80, "owner=late None=2")
            )
            .ShouldBe(Verdict.Legal);
    }

    [Fact]
    public void A_change_of_unknown_outcome_takes_effect_once_and_not_before_it_was_asked_for()
    {
        var late = Call("late", ReadAll(), 10, 20, "owner=late None=2");
        Judge(late, Lost("w", Set("late"), 21)).ShouldBe(Verdict.Illegal);
        Judge(
                Lost("w", Set("late"), 0),
                late,
                Call("other", Set("other"), 30, 40),
                Call("between", ReadAll(), 50, 60, "owner=other None=2"),
                Call("again", ReadAll(), 70, 80, "owner=late None=2")
            )
            .ShouldBe(Verdict.Illegal);
    }

    [Fact]
    public void A_change_of_unknown_outcome_may_never_take_effect() =>
        Judge(
                Lost("w", ToCanary(2), 0),
                First with
                {
                    Invoked = 20,
                    Returned = 30,
                },
                Call("r", Read(2), 90, 99, "None []")
            )
            .ShouldBe(Verdict.Legal);

    [Fact]
    public void The_order_of_the_transitions_is_the_order_of_the_moves()
    {
        Call[] moves =
        [
            First,
            Call("second", new Move(Dialect.Native, 2, "Staging", false), 5, 15, "Staging [], displaced []"),
        ];
        var history = Call("r", new ReadTransitions(), 20, 30, "1:>None; 2:>None; 2:None>Staging; 1:None>Canary");
        Judge([.. moves, history]).ShouldBe(Verdict.Legal);
        Judge([First, moves[1] with { Invoked = 11 }, history]).ShouldBe(Verdict.Illegal);
    }

    [Fact]
    public void A_search_that_takes_too_long_is_undecided()
    {
        var calls = Enumerable
            .Range(0, 12)
            .Select(i => Call($"w{i}", new SetTag(Dialect.Native, $"k{i}", "v"), 0, 100))
            .Append(Call("r", ReadAll(), 200, 210, "None=1"));
        Linearization.Of(Two, calls, limit: 50).Verdict.ShouldBe(Verdict.Undecided);
    }

    [Fact]
    public void What_cannot_be_explained_is_told_from_the_call_whose_answer_is_impossible()
    {
        Call[] calls =
        [
            First,
            Call("stale", WhoIsInCanary(), 20, 30, "[]"),
            Lost("lost", Set("x"), 25),
            Call("later", ReadAll(), 40, 50, "Canary=1 None=2"),
        ];
        var shortest = Linearization.ShortestIllegal(Two, calls);
        shortest.Select(call => call.Id).ShouldBe(["first", "stale", "lost"]);
        new History("m", Two, calls, ["first"])
            .Explain(Verdict.Illegal)
            .Split('\n')
            .Single(line => line.StartsWith('>'))
            .ShouldContain("stale");
    }

    [Fact]
    public void Whatever_happened_one_after_another_is_legal_however_the_calls_overlapped() =>
        Overlapping.Histories.Sample((calls, _) => JudgeAll(calls).ShouldBe(Verdict.Legal));

    [Fact]
    public void A_single_answer_that_no_order_gives_is_found() =>
        Gen.Select(Overlapping.Histories, Gen.Int[0, 24])
            .Sample(
                (history, place) =>
                {
                    var answered = history.Calls.Where(call => call.IsAnswered).ToList();
                    if (answered.Count > 0)
                    {
                        var call = answered[place % answered.Count];
                        var altered = history.Calls.Select(one => one == call ? one with { Answer = "else" } : one);
                        JudgeAll(altered).ShouldBe(Verdict.Illegal);
                    }
                }
            );

    [Fact]
    public void The_verdict_is_that_of_trying_every_order() =>
        Overlapping.Altered.Sample(
            (calls, _) => JudgeAll(calls).ShouldBe(Orders.AnyExplains(calls) ? Verdict.Legal : Verdict.Illegal),
            iter: 2_000
        );

    private static Verdict JudgeAll(IEnumerable<Call> calls) => Linearization.Of(Overlapping.Start, calls).Verdict;

    private static Verdict Judge(params Call[] calls) => Linearization.Of(Two, calls).Verdict;
}
