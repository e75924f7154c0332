using CsCheck;
using static Gradus.Crash.Tests.Histories.Told;

namespace Gradus.Crash.Tests.Histories;

/// <summary>The ledger's order is accepted where it explains what was seen, and only there.</summary>
public sealed class LedgerOrderTests
{
    private static readonly StageRegister Two = StageRegister.With(2);
    private static readonly Call A = Call("a", Set("a"), 0, 10);
    private static readonly Call B = Call("b", Set("b"), 5, 15);
    private static readonly Call SeesA = Call("r", ReadAll(), 20, 30, "owner=a None=2");

    [Fact]
    public void Changes_that_overlapped_may_stand_in_the_order_that_was_seen()
    {
        Violations([A, B, SeesA], "b", "a").ShouldBeEmpty();
        Violations([A, B, SeesA], "a", "b").ShouldHaveSingleItem().ShouldContain("right nowhere");
    }

    [Fact]
    public void A_change_that_was_over_before_another_began_stands_before_it() =>
        Violations([A, B with { Invoked = 11 }], "b", "a").ShouldHaveSingleItem().ShouldContain("behind");

    [Fact]
    public void A_change_that_was_acknowledged_is_there_once()
    {
        Violations([A], "a", "a").ShouldHaveSingleItem().ShouldContain("2 times");
        Violations([A]).ShouldHaveSingleItem().ShouldContain("right nowhere");
    }

    [Fact]
    public void A_change_that_changes_nothing_need_not_be_there()
    {
        Violations([A, Call("again", Set("a"), 20, 30)], "a").ShouldBeEmpty();
        Violations([A, Call("again", Set("a"), 20, 30)], "a", "again").ShouldBeEmpty();
    }

    [Fact]
    public void What_was_refused_turned_away_or_never_asked_for_is_not_there()
    {
        var refused = Call("w", ToCanary(3), 0, 10, Said.Refused);
        Violations([refused]).ShouldBeEmpty();
        Violations([refused], "w").ShouldHaveSingleItem().ShouldContain("refused");
        Violations([TurnedAway("w", Set("a"), 0, 10)], "w").ShouldHaveSingleItem().ShouldContain("turned away");
        Violations([], "w").ShouldHaveSingleItem().ShouldContain("nobody asked for");
        Violations([SeesA], "r").ShouldHaveSingleItem().ShouldContain("only asks");
    }

    [Fact]
    public void A_change_of_unknown_outcome_may_be_there_or_not()
    {
        var lost = Lost("a", Set("a"), 0);
        Violations([lost, SeesA], "a").ShouldBeEmpty();
        Violations([lost, SeesA with { Answer = "None=2" }]).ShouldBeEmpty();
        Violations([lost, SeesA]).ShouldHaveSingleItem().ShouldContain("right nowhere");
        Violations([Lost("w", ToCanary(3), 0)], "w").ShouldHaveSingleItem().ShouldContain("refused");
    }

    [Fact]
    public void What_one_has_seen_a_later_one_may_not_miss()
    {
        var missesA = Call("later", ReadAll(), 40, 50, "owner=b None=2");
        var both = (Call[])[A with { Returned = 90 }, B with { Returned = 90 }, SeesA, missesA];
        Violations(both, "a", "b").ShouldBeEmpty();
        Violations(both, "b", "a").ShouldHaveSingleItem().ShouldContain("later");
    }

    [Fact]
    public void An_answer_to_a_change_is_right_where_the_ledger_has_it()
    {
        var first = Call("first", ToCanary(1), 0, 10, "Canary [], displaced []");
        var second = Call("second", ToCanary(2), 5, 15, "Canary [], displaced [1]");
        Violations([first, second], "first", "second").ShouldBeEmpty();
        Violations([first, second], "second", "first").Count.ShouldBe(2);
    }

    [Fact]
    public void The_order_in_which_everything_was_carried_out_is_accepted_however_the_calls_overlapped() =>
        Overlapping.Histories.Sample(
            (calls, ledger) => LedgerOrder.Of(Overlapping.Start, calls, ledger).Violations.ShouldBeEmpty()
        );

    [Fact]
    public void Where_the_ledger_s_order_holds_there_is_an_order_that_explains_the_history() =>
        Overlapping.Altered.Sample(
            (calls, ledger) =>
                (
                    LedgerOrder.Of(Overlapping.Start, calls, ledger).Violations.Count > 0 || Orders.AnyExplains(calls)
                ).ShouldBeTrue(),
            iter: 2_000
        );

    [Fact]
    public void The_order_says_where_each_call_fits() =>
        LedgerOrder.Of(Two, [A, B, SeesA], ["b", "a"]).Order.ShouldBe(["b", "a", "r"]);

    [Fact]
    public void The_first_call_that_does_not_fit_is_told_also_if_the_search_was_given_up()
    {
        var history = new History("m", Two, [A, B, SeesA], ["a", "b"]);
        history.Order.Misfit.ShouldBe(SeesA);
        history.Explain(Verdict.Undecided).ShouldContain("Undecided: the answer to r on m");
    }

    private static IReadOnlyList<string> Violations(Call[] calls, params string[] ledger) =>
        LedgerOrder.Of(Two, calls, ledger).Violations;
}
