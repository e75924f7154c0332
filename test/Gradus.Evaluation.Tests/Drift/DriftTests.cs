using CsCheck;

namespace Gradus.Evaluation.Drift;

public sealed class DriftTests
{
    private static readonly Gen<float[]> GenSample = Gen.Int[0, 12].Select(i => i / 4f).Array[1, 60];

    private static readonly Gen<(long[] Reference, long[] Current)> GenCategories = Gen.Select(
            Gen.Long[0, 50],
            Gen.Long[0, 50]
        )
        .Array[1, 8]
        .Where(c => c.Sum(x => x.Item1) > 0 && c.Sum(x => x.Item2) > 0)
        .Select(c => (c.Select(x => x.Item1).ToArray(), c.Select(x => x.Item2).ToArray()));

    [Theory]
    [InlineData("mean_radius")]
    [InlineData("worst_texture")]
    public void Halves_of_a_data_set_have_not_drifted_and_its_great_values_have(string column)
    {
        var train = Reference.Column("breast-cancer", "train", column);
        var test = Reference.Column("breast-cancer", "test", column);
        float[] large = [.. test.Order().Skip(test.Length / 3)];

        Matches(train, test, $"{column}_test");
        Matches(train, large, $"{column}_large");
        PopulationStability.Of(train, test).ShouldBeLessThan(0.1);
        PopulationStability.Of(train, large).ShouldBeGreaterThan(0.25);
        KolmogorovSmirnov.Test(train, test).PValue.ShouldBeGreaterThan(0.05);
        KolmogorovSmirnov.Test(train, large).PValue.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Categories_are_as_far_apart_as_SciPy_says()
    {
        long[] reference = [30, 14, 34, 45, 0];
        long[] current = [20, 30, 10, 40, 7];

        var test = Categories.ChiSquared(reference, current);

        test.Statistic.ShouldBe(Reference.Number("drift", "categories", "chi2"), 1e-9);
        test.PValue.ShouldBe(Reference.Number("drift", "categories", "p"), 1e-9);
        Categories
            .JensenShannon(reference, current)
            .ShouldBe(Reference.Number("drift", "categories", "jensen_shannon"), 1e-9);
    }

    [Fact]
    public void Rare_categories_are_counted_together_as_SciPy_is_given_them()
    {
        var test = Categories.ChiSquaredOfFrequent([30, 14, 34, 45, 3, 0, 2], [20, 30, 10, 40, 1, 4, 3]);

        test.Statistic.ShouldBe(Reference.Number("drift", "rare", "chi2"), 1e-9);
        test.PValue.ShouldBe(Reference.Number("drift", "rare", "p"), 1e-9);
    }

    [Fact]
    public void Where_all_are_rare_nothing_is_told_and_where_there_is_but_one_nothing_differs()
    {
        Categories.ChiSquaredOfFrequent([3, 0, 2], [0, 4, 1]).PValue.ShouldBe(double.NaN);
        Categories.ChiSquaredOfFrequent([500], [700]).ShouldBe(new(0, 1));
        Categories.ChiSquaredOfFrequent([2], [2]).ShouldBe(new(0, 1));
        Categories.ChiSquaredOfFrequent([0, 0], [1, 2]).PValue.ShouldBe(double.NaN);
    }

    [Fact]
    public void Frequent_categories_are_compared_as_they_are() =>
        GenCategories.Sample(c =>
        {
            long[] reference = [.. c.Reference.Select(count => count + 1000)];
            long[] current = [.. c.Current.Select(count => count + 1000)];

            var test = Categories.ChiSquaredOfFrequent(reference, current);

            var plain = Categories.ChiSquared(reference, current);
            test.Statistic.ShouldBe(plain.Statistic, 1e-9);
            test.PValue.ShouldBe(plain.PValue, 1e-9);
        });

    [Fact]
    public void A_sample_has_not_drifted_from_itself() =>
        GenSample.Sample(values =>
        {
            float[] shuffled = [.. values.Reverse()];
            PopulationStability.Of(values, shuffled).ShouldBe(0, 1e-12);
            KolmogorovSmirnov.Test(values, shuffled).ShouldBe(new(0, 1));
        });

    [Fact]
    public void What_is_measured_of_two_samples_stays_within_its_bounds_in_any_order() =>
        Gen.Select(GenSample, GenSample)
            .Sample(
                (a, b) =>
                {
                    PopulationStability.Of(a, b).ShouldBeGreaterThanOrEqualTo(0);
                    PopulationStability.Of(a, [.. b.Order()]).ShouldBe(PopulationStability.Of(a, b));
                    var test = KolmogorovSmirnov.Test(a, b);
                    test.Statistic.ShouldBeInRange(0, 1);
                    test.PValue.ShouldBeInRange(0, 1);
                    KolmogorovSmirnov.Test(b, a).ShouldBe(test);
                }
            );

    [Fact]
    public void The_distance_is_the_greatest_at_any_value() =>
        Gen.Select(GenSample, GenSample)
            .Sample(
                (a, b) =>
                {
                    var greatest = a.Concat(b)
                        .Max(x => Math.Abs(a.Average(y => y <= x ? 1.0 : 0) - b.Average(y => y <= x ? 1.0 : 0)));
                    KolmogorovSmirnov.Test(a, b).Statistic.ShouldBe(greatest, 1e-12);
                }
            );

    [Fact]
    public void What_is_measured_of_categories_is_the_same_from_either_side_and_within_its_bounds() =>
        GenCategories.Sample(c =>
        {
            var test = Categories.ChiSquared(c.Reference, c.Current);
            test.PValue.ShouldBeInRange(0, 1);
            Categories.ChiSquared(c.Current, c.Reference).PValue.ShouldBe(test.PValue, 1e-9);
            var distance = Categories.JensenShannon(c.Reference, c.Current);
            distance.ShouldBeInRange(0, 1);
            Categories.JensenShannon(c.Current, c.Reference).ShouldBe(distance, 1e-9);
        });

    [Fact]
    public void Shares_and_not_counts_are_compared_and_nothing_in_common_is_a_distance_of_1()
    {
        Categories.JensenShannon([1, 2, 3], [10, 20, 30]).ShouldBe(0, 1e-7);
        Categories.JensenShannon([5, 0], [0, 7]).ShouldBe(1, 1e-12);
        Categories.ChiSquared([1, 2, 3], [10, 20, 30]).ShouldBe(new(0, 1));
        Categories.ChiSquared([5], [7]).ShouldBe(new(0, 1));
    }

    [Fact]
    public void Nothing_has_not_drifted_nor_stayed()
    {
        PopulationStability.Of([], [1]).ShouldBe(double.NaN);
        PopulationStability.Of([1], [float.NaN]).ShouldBe(double.NaN);
        KolmogorovSmirnov.Test([1], []).PValue.ShouldBe(double.NaN);
        Categories.ChiSquared([0, 0], [1, 2]).PValue.ShouldBe(double.NaN);
        Categories.JensenShannon([0, 0], [1, 2]).ShouldBe(double.NaN);
    }

    [Fact]
    public void A_gap_is_passed_over() =>
        PopulationStability.Of([1, 2, float.NaN, 3], [2, 3, 3]).ShouldBe(PopulationStability.Of([1, 2, 3], [2, 3, 3]));

    private static void Matches(float[] reference, float[] current, string key)
    {
        var test = KolmogorovSmirnov.Test(reference, current);
        test.Statistic.ShouldBe(Reference.Number("drift", key, "ks"), 1e-12);
        test.PValue.ShouldBe(Reference.Number("drift", key, "p"), 1e-9);
        PopulationStability.Of(reference, current).ShouldBe(Reference.Number("drift", key, "psi"), 1e-9);
    }
}
