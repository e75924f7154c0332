namespace Gradus.Core.Gates;

public sealed class WaiverTests
{
    private static readonly Waiver Waiver = new(
        "w-1",
        "fraud",
        1,
        "Production",
        "size",
        "urgent",
        "bo",
        Evidence.Noon,
        Evidence.Noon.AddHours(1)
    );

    [Fact]
    public void A_waiver_holds_until_its_time_or_until_it_is_taken_back()
    {
        Waiver.IsInForce(Evidence.Noon.AddHours(1).AddTicks(-1)).ShouldBeTrue();
        Waiver.IsInForce(Evidence.Noon.AddHours(1)).ShouldBeFalse();
        (Waiver with { RevokedAt = Evidence.Noon }).IsInForce(Evidence.Noon).ShouldBeFalse();
    }
}
