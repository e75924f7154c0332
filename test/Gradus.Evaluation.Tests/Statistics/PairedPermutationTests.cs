using CsCheck;

namespace Gradus.Evaluation.Statistics;

public sealed class PairedPermutationTests
{
    private static readonly BootstrapOptions Options = new() { Resamples = 1000 };

    [Fact]
    public void Darwins_maize_has_Fishers_p_value()
    {
        // "The design of experiments", § 21: of 32,768 ways, 1,726 are as far: 5.267 %. In eighths of an inch.
        float[] differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

        var result = PairedPermutation.Test(
            differences,
            new float[differences.Length],
            new BootstrapOptions { Resamples = 1 << 15 }
        );

        result.PValue.ShouldBe(1726.0 / 32768, 1e-12);
    }

    [Fact]
    public void Signs_drawn_come_close_to_all_of_them()
    {
        float[] differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

        var result = PairedPermutation.Test(
            differences,
            new float[differences.Length],
            new BootstrapOptions { Resamples = 20_000 }
        );

        // Four standard errors of a share of 20,000.
        result.PValue.ShouldBe(0.05267, 4 * Math.Sqrt(0.05267 / 20_000));
    }

    [Fact]
    public void Neither_the_order_nor_who_is_the_candidate_nor_the_threads_change_p() =>
        Gen.Select(Gen.Int[-20, 20].Select(i => i / 8f), Gen.Bool)
            .Array[1, 60]
            .Sample(
                pairs =>
                {
                    float[] candidate = [.. pairs.Select(p => p.Item1)];
                    float[] incumbent = [.. pairs.Select(p => p.Item2 ? 1f : 0f)];
                    var p = PairedPermutation.Test(candidate, incumbent, Options).PValue;

                    p.ShouldBeInRange(double.Epsilon, 1);
                    PairedPermutation.Test(incumbent, candidate, Options).PValue.ShouldBe(p);
                    PairedPermutation.Test(candidate, incumbent, Options with { Threads = 1 }).PValue.ShouldBe(p);
                    Array.Reverse(candidate);
                    Array.Reverse(incumbent);
                    PairedPermutation.Test(candidate, incumbent, Options).PValue.ShouldBe(p);
                },
                iter: 200
            );

    [Fact]
    public void Models_that_never_differ_show_no_difference_and_none_are_undefined()
    {
        PairedPermutation.Test([1, 2], [1, 2], Options).PValue.ShouldBe(1);
        PairedPermutation.Test([], [], Options).PValue.ShouldBe(double.NaN);
        PairedPermutation.Test([float.NaN], [1], Options).PValue.ShouldBe(double.NaN);
    }
}
