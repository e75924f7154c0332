namespace Gradus.Core.Gates;

public sealed class SizeGateTests
{
    [Theory]
    [InlineData(999, Verdict.Passed, "size = 999 bytes; required ≤ 1000")]
    [InlineData(1000, Verdict.Passed, "size = 1000 bytes; required ≤ 1000")]
    [InlineData(1001, Verdict.Failed, "size = 1001 bytes; required ≤ 1000 (missed by 1)")]
    public void The_files_together_are_not_larger_than_the_bound(long size, Verdict verdict, string message) =>
        Judge(size).ShouldBe(new GateResult(verdict, message, size, 1000));

    [Fact]
    public void A_size_that_is_not_known_is_inconclusive_and_blocks()
    {
        var result = Judge(null);

        result.Verdict.ShouldBe(Verdict.Inconclusive);
        result.LetsThrough.ShouldBeFalse();
        result.Message.ShouldBe("its bytes are kept elsewhere, so its size is not known");
    }

    private static GateResult Judge(long? size) =>
        new SizeGate(1000).Evaluate(Evidence.Input(Evidence.Bare(1) with { Size = size }));
}
