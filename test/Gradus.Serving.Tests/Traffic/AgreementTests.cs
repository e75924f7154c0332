using System.Runtime.InteropServices;
using Gradus.Serving.Tensors;

namespace Gradus.Serving.Traffic;

/// <summary>When two versions gave the same answer.</summary>
public sealed class AgreementTests
{
    [Fact]
    public void A_classifiers_labels_must_be_equal_and_its_probabilities_may_differ()
    {
        Agreement
            .Is([Whole("label", 1, 0), Real("p", 0.9f, 0.8f)], [Real("p", 0.6f, 0.7f), Whole("label", 1, 0)])
            .ShouldBeTrue();
        Agreement
            .Is([Whole("label", 1, 0), Real("p", 0.9f, 0.8f)], [Whole("label", 1, 1), Real("p", 0.9f, 0.8f)])
            .ShouldBeFalse();
        Agreement.Is([Text("label", "a")], [Text("label", "b")]).ShouldBeFalse();
        Agreement.Is([Text("label", "a")], [Text("label", "a")]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1000f, 1000.9f, true)]
    [InlineData(1000f, 1002f, false)]
    [InlineData(0f, 5e-7f, true)]
    [InlineData(0f, 1e-5f, false)]
    [InlineData(float.NaN, float.NaN, true)]
    [InlineData(float.PositiveInfinity, 1f, false)]
    public void Real_numbers_alone_must_be_close(float a, float b, bool isSame) =>
        Agreement.Is([Real("y", a)], [Real("y", b)]).ShouldBe(isSame);

    [Fact]
    public void Names_and_shapes_must_be_the_same()
    {
        Agreement.Is([Real("y", 1)], [Real("z", 1)]).ShouldBeFalse();
        Agreement.Is([Real("y", 1)], [Real("y", 1, 1)]).ShouldBeFalse();
        Agreement.Is([Real("y", 1)], [Real("y", 1), Real("z", 1)]).ShouldBeFalse();
    }

    private static Tensor Whole(string name, params long[] values) =>
        new(name, ElementType.Int64, [values.Length], MemoryMarshal.AsBytes<long>(values).ToArray(), default);

    private static Tensor Real(string name, params float[] values) =>
        new(name, ElementType.Float32, [values.Length], MemoryMarshal.AsBytes<float>(values).ToArray(), default);

    private static Tensor Text(string name, params string[] values) =>
        new(name, ElementType.Text, [values.Length], default, values);
}
