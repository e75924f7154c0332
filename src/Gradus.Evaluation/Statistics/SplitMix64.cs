using System.Runtime.CompilerServices;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Random numbers that are the same on every machine and in every version of the runtime, so that an interval can be drawn
/// again years later (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). A step
/// does not wait for the one before, which is what makes drawing a billion take a second.
/// </summary>
internal struct SplitMix64
{
    private const ulong GoldenGamma = 0x9E37_79B9_7F4A_7C15;

    private ulong _state;

    private SplitMix64(ulong state) => _state = state;

    /// <summary>The numbers of one block of the work that <paramref name="seed"/> stands for.</summary>
    public static SplitMix64 Of(long seed, int block) =>
        // Mixed twice, so that neighbouring seeds and blocks begin at places that have nothing to do with each other.
        new(Mix(Mix(unchecked((ulong)seed)) + unchecked((ulong)block * GoldenGamma)));

    /// <summary>The next 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next() => Mix(_state += GoldenGamma);

    /// <summary>A number from 0 to below 1, a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>
    /// A whole number from 0 to below <paramref name="bound"/>, each exactly as probable (D. Lemire, "Fast random integer
    /// generation in an interval", 2019).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextIndex(uint bound)
    {
        var product = (Next() >> 32) * bound;
        if ((uint)product < bound)
        {
            var threshold = (0 - bound) % bound;
            while ((uint)product < threshold)
            {
                product = (Next() >> 32) * bound;
            }
        }

        return (int)(product >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
