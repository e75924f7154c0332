using CsCheck;

namespace Gradus.Core.Serving;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 0)]
    [InlineData(0.2501, 1)]
    [InlineData(0.5, 4)]
    [InlineData(1, 8)]
    [InlineData(1.01, 9)]
    [InlineData(10_000_000, LatencyHistogram.Buckets - 1)]
    public void A_time_falls_into_the_first_bucket_whose_bound_it_does_not_pass(double milliseconds, int bucket) =>
        LatencyHistogram.BucketOf(milliseconds).ShouldBe(bucket);

    [Fact]
    public void Every_bound_is_in_its_own_bucket()
    {
        for (var bucket = 0; bucket < LatencyHistogram.Buckets - 1; bucket++)
        {
            LatencyHistogram.BucketOf(LatencyHistogram.BoundOf(bucket)).ShouldBe(bucket);
        }

        LatencyHistogram.BoundOf(LatencyHistogram.Buckets - 1).ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Nothing_counted_has_no_percentile() => LatencyHistogram.Empty.Percentile(0.95).ShouldBe(double.NaN);

    [Fact]
    public void A_percentile_is_never_told_too_short_and_at_most_by_a_fifth_too_long() =>
        Gen.Double[0.3, 13_000]
            .Array[1, 200]
            .Select(Gen.Double[0.01, 1])
            .Sample(
                (times, share) =>
                {
                    var exact = times.Order().ElementAt((int)Math.Ceiling(share * times.Length) - 1);
                    var told = Of(times).Percentile(share);

                    told.ShouldBeGreaterThanOrEqualTo(exact * (1 - 1e-9));
                    told.ShouldBeLessThanOrEqualTo(exact * 1.2);
                }
            );

    [Fact]
    public void Two_together_are_one_of_all() =>
        Of([1, 2, 3]).Add(Of([3, 50])).Counts.ShouldBe(Of([1, 2, 3, 3, 50]).Counts);

    internal static LatencyHistogram Of(double[] times)
    {
        var counts = new long[LatencyHistogram.Buckets];
        foreach (var time in times)
        {
            counts[LatencyHistogram.BucketOf(time)]++;
        }

        return new LatencyHistogram(counts);
    }
}
