using MathNet.Numerics;

namespace Gradus.Evaluation.Statistics;

/// <summary>
/// Draws how often an event of probability p happens in n trials, exactly, in a time that does not grow with n: by
/// inversion where few are expected (Kachitvichyanukul and Schmeiser, "Binomial random variate generation", 1988, BINV),
/// else by transformed rejection (W. Hörmann, "The generation of binomial random variates", 1993, BTRS).
/// </summary>
internal static class BinomialSampler
{
    private const double FewExpected = 10;

    /// <summary>How often it happened.</summary>
    public static long Draw(ref SplitMix64 random, long n, double p) =>
        p switch
        {
            <= 0 => 0,
            >= 1 => n,
            > 0.5 => n - Draw(ref random, n, 1 - p),
            _ when n == 0 => 0,
            _ when n * p < FewExpected => ByInversion(ref random, n, p),
            _ => ByRejection(ref random, n, p),
        };

    private static long ByInversion(ref SplitMix64 random, long n, double p)
    {
        var odds = p / (1 - p);
        var probability = Math.Pow(1 - p, n);
        var u = random.NextDouble();
        var k = 0L;
        while (u > probability && k < n)
        {
            u -= probability;
            k++;
            probability *= odds * (n - k + 1) / k;
        }

        return k;
    }

    // Names as in the paper.
    private static long ByRejection(ref SplitMix64 random, long n, double p)
    {
        var spq = Math.Sqrt(n * p * (1 - p));
        var b = 1.15 + (2.53 * spq);
        var a = -0.0873 + (0.0248 * b) + (0.01 * p);
        var c = (n * p) + 0.5;
        var vr = 0.92 - (4.2 / b);
        var alpha = (2.83 + (5.1 / b)) * spq;
        var m = (long)((n + 1) * p);
        while (true)
        {
            var v = random.NextDouble();
            var u = random.NextDouble() - 0.5;
            var us = 0.5 - Math.Abs(u);
            var k = Math.Floor((((2 * a / us) + b) * u) + c);
            if (us >= 0.07 && v <= vr)
            {
                return (long)k;
            }

            if (k >= 0 && k <= n && Math.Log(v * alpha / ((a / (us * us)) + b)) <= LogRatio(n, p, m, (long)k))
            {
                return (long)k;
            }
        }
    }

    // ln of how much less probable k is than the most probable m.
    private static double LogRatio(long n, double p, long m, long k) =>
        LogFactorial(m)
        + LogFactorial(n - m)
        - LogFactorial(k)
        - LogFactorial(n - k)
        + ((k - m) * Math.Log(p / (1 - p)));

    private static double LogFactorial(long n) => SpecialFunctions.GammaLn(n + 1.0);
}
