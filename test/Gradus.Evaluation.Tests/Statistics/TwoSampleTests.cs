using CsCheck;

namespace Gradus.Evaluation.Statistics;

/// <summary>Tests of two independent samples, against SciPy's.</summary>
public sealed class TwoSampleTests
{
    private static readonly float[] Radius = Reference.Column("breast-cancer", "test", "mean_radius");
    private static readonly float[] Label = Reference.Column("breast-cancer", "test", "label");
    private static readonly float[] Malignant = [.. Radius.Where((_, i) => Label[i] == 0)];
    private static readonly float[] Benign = [.. Radius.Where((_, i) => Label[i] == 1)];
    private static readonly float[] Left = Reference.Column("digits", "test", "pixel_3_3");
    private static readonly float[] Right = Reference.Column("digits", "test", "pixel_3_4");

    private static readonly Gen<float[]> GenSample = Gen.Int[0, 12].Select(i => i / 4f).Array[2, 40];

    [Fact]
    public void Welchs_test_is_SciPys()
    {
        Matches(Welch.Test(Malignant, Benign), "welch", "t");
        Matches(Welch.Test(Left.AsSpan(0, 100), Right.AsSpan(0, 80)), "welch_close", "t");
    }

    [Fact]
    public void Welchs_interval_leaves_out_0_exactly_if_the_test_rejects() =>
        Gen.Select(GenSample, GenSample)
            .Sample(
                (a, b) =>
                {
                    var p = Welch.Test(a, b).PValue;
                    var interval = Welch.Difference(a, b, 0.95);
                    if (!double.IsNaN(p) && Math.Abs(p - 0.05) > 1e-6)
                    {
                        interval.Contains(0).ShouldBe(p > 0.05);
                    }
                }
            );

    [Fact]
    public void Samples_that_do_not_vary_have_no_t()
    {
        Welch.Test([1, 1, 1], [2, 2]).PValue.ShouldBe(double.NaN);
        Welch.Test([1], [2, 3]).PValue.ShouldBe(double.NaN);
        Welch.Difference([1, 1, 1], [2, 2], 0.95).IsDefined.ShouldBeFalse();
    }

    [Fact]
    public void Mann_and_Whitneys_test_is_SciPys_with_ties_and_without()
    {
        Matches(MannWhitney.Test(Left, Right), "mann_whitney_ties", "u");
        Matches(MannWhitney.Test(Malignant.AsSpan(0, 20), Benign.AsSpan(0, 25)), "mann_whitney", "u");
    }

    [Fact]
    public void U_counts_the_pairs_in_which_the_candidate_is_greater() =>
        Gen.Select(GenSample, GenSample)
            .Sample(
                (a, b) =>
                    MannWhitney
                        .Test(a, b)
                        .Statistic.ShouldBe(
                            a.Sum(x =>
                                b.Sum(y =>
                                    x > y ? 1.0
                                    : x == y ? 0.5
                                    : 0
                                )
                            ),
                            1e-9
                        )
            );

    [Fact]
    public void Neither_test_depends_on_who_is_the_candidate_or_on_the_order() =>
        Gen.Select(GenSample, GenSample)
            .Sample(
                (a, b) =>
                {
                    float[] sorted = [.. a.Order()];
                    foreach (Func<float[], float[], double> test in Tests)
                    {
                        var p = test(a, b);
                        (double.IsNaN(p) || p is >= 0 and <= 1).ShouldBeTrue();
                        test(b, a).ShouldBe(p, 1e-12);
                        test(sorted, b).ShouldBe(p, 1e-9);
                    }
                }
            );

    [Fact]
    public void Equal_values_show_no_difference_and_nothing_shows_nothing()
    {
        MannWhitney.Test([1, 1], [1, 1, 1]).PValue.ShouldBe(1);
        MannWhitney.Test([], [1]).PValue.ShouldBe(double.NaN);
        MannWhitney.Test([float.NaN], [1]).PValue.ShouldBe(double.NaN);
    }

    private static Func<float[], float[], double>[] Tests { get; } =
    [(a, b) => Welch.Test(a, b).PValue, (a, b) => MannWhitney.Test(a, b).PValue];

    private static void Matches(TestResult result, string key, string statistic)
    {
        var p = Reference.Number("samples", key, "p");
        var expected = Reference.Number("samples", key, statistic);
        result.Statistic.ShouldBe(expected, 1e-6 * Math.Abs(expected));
        // The file's decimals are read as 32-bit floats here and as 64-bit ones there.
        result.PValue.ShouldBe(p, 1e-5 * p);
    }
}
