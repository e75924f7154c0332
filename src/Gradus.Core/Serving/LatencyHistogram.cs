namespace Gradus.Core.Serving;

/// <summary>
/// How long answers took, counted in buckets whose bounds grow by a factor of 2^(1/4), so that counts of several gateways can be
/// added and a percentile is told to within a fifth.
/// </summary>
/// <param name="Counts">How many answers fell into each of the <see cref="Buckets"/> buckets.</param>
public sealed record LatencyHistogram(IReadOnlyList<long> Counts)
{
    /// <summary>How many buckets there are; the last takes whatever is slower than all bounds.</summary>
    public const int Buckets = 65;

    private const double FirstBoundMs = 0.25;
    private const double BucketsPerDoubling = 4;

    /// <summary>No answers.</summary>
    public static LatencyHistogram Empty { get; } = new(new long[Buckets]);

    /// <summary>How many answers were counted.</summary>
    public long Count => Counts.Sum();

    /// <summary>The bucket of a time, in milliseconds: the first whose bound it does not pass.</summary>
    public static int BucketOf(double milliseconds) =>
        milliseconds <= FirstBoundMs
            ? 0
            : Math.Min(
                Buckets - 1,
                (int)Math.Ceiling((BucketsPerDoubling * Math.Log2(milliseconds / FirstBoundMs)) - 1e-9)
            );

    /// <summary>The bound of a bucket, in milliseconds; of the last there is none.</summary>
    public static double BoundOf(int bucket) =>
        bucket == Buckets - 1 ? double.PositiveInfinity : FirstBoundMs * Math.Pow(2, bucket / BucketsPerDoubling);

    /// <summary>Both together.</summary>
    public LatencyHistogram Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new([.. Counts.Zip(other.Counts, (a, b) => a + b)]);
    }

    /// <summary>
    /// The time, in milliseconds, that a share of the answers did not pass: the bound of the bucket in which it lies, so never
    /// told too short. NaN where nothing was counted.
    /// </summary>
    /// <param name="share">Between 0 and 1, e.g. 0.95.</param>
    public double Percentile(double share)
    {
        var count = Count;
        if (count == 0)
        {
            return double.NaN;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(share * count));
        var bucket = 0;
        for (var seen = Counts[0]; seen < rank; seen += Counts[bucket])
        {
            bucket++;
        }

        return BoundOf(bucket);
    }
}
