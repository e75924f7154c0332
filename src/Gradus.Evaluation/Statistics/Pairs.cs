namespace Gradus.Evaluation.Statistics;

/// <summary>Values of two models on the same examples in the same order.</summary>
internal static class Pairs
{
    /// <summary>candidate − incumbent of each example.</summary>
    /// <exception cref="ArgumentException">There are not as many values of one as of the other.</exception>
    public static double[] Differences(ReadOnlySpan<float> candidate, ReadOnlySpan<float> incumbent)
    {
        MustMatch(candidate.Length, incumbent.Length);
        var differences = new double[candidate.Length];
        for (var i = 0; i < differences.Length; i++)
        {
            differences[i] = (double)candidate[i] - incumbent[i];
        }

        return differences;
    }

    /// <summary>Throws unless two arrays are about the same number of examples.</summary>
    public static void MustMatch(int one, int other)
    {
        if (one != other)
        {
            throw new ArgumentException($"There are {one} values of one and {other} of the other.");
        }
    }
}
