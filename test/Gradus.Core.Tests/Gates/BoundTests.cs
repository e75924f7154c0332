namespace Gradus.Core.Gates;

public sealed class BoundTests
{
    [Theory]
    [InlineData("≥", false, true, true)]
    [InlineData(">", false, false, true)]
    [InlineData("≤", true, true, false)]
    [InlineData("<", true, false, false)]
    [InlineData("=", false, false, false)]
    [InlineData(null, false, false, false)]
    public void A_bound_admits_its_side(string? relation, bool less, bool equal, bool more)
    {
        var bound = new Bound(relation!, 0.5);

        bound.Admits(0.4).ShouldBe(less);
        bound.Admits(0.5).ShouldBe(equal);
        bound.Admits(0.6).ShouldBe(more);
        bound.Admits(double.NegativeInfinity).ShouldBe(less);
        bound.Admits(double.PositiveInfinity).ShouldBe(more);
    }

    [Theory]
    [InlineData("≥")]
    [InlineData(">")]
    [InlineData("≤")]
    [InlineData("<")]
    public void NaN_is_on_no_side(string relation) => new Bound(relation, 0.5).Admits(double.NaN).ShouldBeFalse();

    [Fact]
    public void A_bound_reads_as_it_was_written() => new Bound("≤", 0.05).ToString().ShouldBe("≤ 0.05");
}
