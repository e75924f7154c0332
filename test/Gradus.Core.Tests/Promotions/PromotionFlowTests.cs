namespace Gradus.Core.Promotions;

/// <summary>Every (phase, event) pair.</summary>
public sealed class PromotionFlowTests
{
    // One row a phase, one column an event in the enum's order; a dot is what cannot happen.
    private const string Expected = """
        Pending          | Gating . . . . . . Refused Errored Cancelled
        Gating           | . AwaitingApproval . . . . . Refused Errored Cancelled
        AwaitingApproval | . . Soaking . . . . Refused . Cancelled
        Soaking          | . . . Applying . . . Refused . Cancelled
        Applying         | . . . . Verifying . . Refused Errored Cancelled
        Verifying        | . . . . . Succeeded RolledBack . Errored .
        Succeeded        | . . . . . . . . . .
        Refused          | . . . . . . . . . .
        Errored          | . . . . . . . . . .
        Cancelled        | . . . . . . . . . .
        RolledBack       | . . . . . . . . . .
        """;

    [Fact]
    public void The_flow_is_exactly_this_table()
    {
        var rows = Enum.GetValues<Phase>()
            .Select(phase =>
                $"{phase, -16} | "
                + string.Join(
                    ' ',
                    Enum.GetValues<PromotionEvent>()
                        .Select(happened => PromotionFlow.Next(phase, happened)?.ToString() ?? ".")
                )
            );

        string.Join('\n', rows).ShouldBe(Expected);
    }

    [Fact]
    public void A_phase_is_an_end_exactly_when_nothing_leads_out_of_it() =>
        Enum.GetValues<Phase>()
            .ShouldAllBe(phase =>
                PromotionFlow.IsEnd(phase)
                == Enum.GetValues<PromotionEvent>().All(happened => PromotionFlow.Next(phase, happened) == null)
            );

    [Fact]
    public void Every_promotion_that_has_not_moved_yet_can_be_refused() =>
        Enum.GetValues<Phase>()
            .Where(phase => phase < Phase.Verifying)
            .ShouldAllBe(phase => PromotionFlow.Next(phase, PromotionEvent.Refuse) == Phase.Refused);
}
