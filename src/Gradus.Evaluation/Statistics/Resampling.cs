namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Divides resamples into blocks that threads take in turn. A block has random numbers and working memory of its own, so
/// the number of threads changes nothing of the result.
/// </summary>
internal static class Resampling
{
    private const int BlockSize = 64;

    /// <summary>Draws one resample and gives its statistic.</summary>
    /// <param name="random">Whence to draw.</param>
    public delegate double Draw(ref SplitMix64 random);

    /// <summary>The statistics of all resamples, in an order that only seed and number decide.</summary>
    /// <param name="makeDraw">Makes the function that draws, with the memory that it works in; called once a block.</param>
    public static double[] Run(BootstrapOptions options, Func<Draw> makeDraw)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Resamples);
        var statistics = new double[options.Resamples];
        var blocks = (options.Resamples + BlockSize - 1) / BlockSize;
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { MaxDegreeOfParallelism = options.Threads },
            block =>
            {
                var random = SplitMix64.Of(options.Seed, block);
                var draw = makeDraw();
                var end = Math.Min((block + 1) * BlockSize, statistics.Length);
                for (var i = block * BlockSize; i < end; i++)
                {
                    statistics[i] = draw(ref random);
                }
            }
        );
        return statistics;
    }
}
