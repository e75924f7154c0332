namespace Gradus.Core.Promotions;

/// <summary>Every (phase, event) pair.</summary>
public sealed class PromotionFlowTests
{
    // One row a phase, one column an event in the enum's order; a dot is what cannot happen.
    private const string Expected = """
                         Picked GatesPassed      Approved Soaked   Changed Applied   Verified  Undone     Refuse  Fault   Cancel
        Pending          Gating .                .        .        .       .         .         .          Refused Errored Cancelled
        Gating           .      AwaitingApproval .        .        .       .         .         .          Refused Errored Cancelled
        AwaitingApproval .      .                Soaking  .        Gating  .         .         .          Refused .       Cancelled
        Soaking          .      .                .        Applying Gating  .         .         .          Refused .       Cancelled
        Applying         .      .                .        .        Gating  Verifying .         .          Refused Errored Cancelled
        Verifying        .      .                .        .        .       .         Succeeded RolledBack Refused Errored .
        Succeeded        .      .                .        .        .       .         .         .          .       .       .
        Refused          .      .                .        .        .       .         .         .          .       .       .
        Errored          .      .                .        .        .       .         .         .          .       .       .
        Cancelled        .      .                .        .        .       .         .         .          .       .       .
        RolledBack       .      .                .        .        .       .         .         .          .       .       .
        """;

    public static TheoryData<Phase, PromotionEvent> Pairs =>
        new(
            from phase in Enum.GetValues<Phase>()
            from happened in Enum.GetValues<PromotionEvent>()
            select (phase, happened)
        );

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_flow_is_exactly_this_table(Phase phase, PromotionEvent happened)
    {
        var rows = Expected.Split('\n').Select(Words).ToList();
        var row = rows.Single(row => row[0] == phase.ToString());
        var cell = row[Array.IndexOf(rows[0], happened.ToString()) + 1];
        var promotion = Evidence.Asked(1) with { Phase = phase };

        (PromotionFlow.Next(phase, happened)?.ToString() ?? ".").ShouldBe(cell);
        if (cell == ".")
        {
            Should
                .Throw<InvalidOperationException>(() => promotion.After(happened, ""))
                .Message.ShouldBe($"{happened} cannot happen to a promotion that is {phase}.");
        }
        else
        {
            promotion
                .After(happened, "so")
                .ShouldBe(promotion with { Phase = Enum.Parse<Phase>(cell), Outcome = "so" });
        }
    }

    [Fact]
    public void The_table_has_a_row_for_every_phase_and_a_column_for_every_event()
    {
        var rows = Expected.Split('\n').Select(Words).ToList();

        rows[0].ShouldBe(Enum.GetNames<PromotionEvent>());
        rows.Skip(1).Select(row => row[0]).ShouldBe(Enum.GetNames<Phase>());
        rows.Skip(1).ShouldAllBe(row => row.Length == rows[0].Length + 1);
    }

    [Fact]
    public void A_phase_is_an_end_exactly_when_nothing_leads_out_of_it() =>
        Enum.GetValues<Phase>()
            .ShouldAllBe(phase =>
                PromotionFlow.IsEnd(phase)
                == Enum.GetValues<PromotionEvent>().All(happened => PromotionFlow.Next(phase, happened) == null)
            );

    [Fact]
    public void Every_promotion_that_has_not_moved_yet_can_be_refused_and_called_off() =>
        Enum.GetValues<Phase>()
            .Where(phase => phase < Phase.Verifying)
            .ShouldAllBe(phase =>
                PromotionFlow.Next(phase, PromotionEvent.Refuse) == Phase.Refused
                && PromotionFlow.Next(phase, PromotionEvent.Cancel) == Phase.Cancelled
            );

    [Fact]
    public void An_event_leaves_no_time_to_be_woken_at_and_a_change_leaves_nothing_to_be_approved()
    {
        var waiting = Evidence.Asked(1) with
        {
            Phase = Phase.Soaking,
            WakeAt = Evidence.Noon,
            Binding = Evidence.ManifestOf(1),
        };

        waiting.After(PromotionEvent.Soaked, "").WakeAt.ShouldBeNull();
        waiting.After(PromotionEvent.Soaked, "").Binding.ShouldBe(Evidence.ManifestOf(1));
        waiting.After(PromotionEvent.Changed, "").Binding.ShouldBeNull();
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
