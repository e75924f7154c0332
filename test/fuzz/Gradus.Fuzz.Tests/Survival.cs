using System.Diagnostics;

namespace Gradus.Fuzz.Tests;

/// <summary>What every text has to be to every parser: no exception, no second, no 256 MiB.</summary>
internal static class Survival
{
    public const long MostBytes = 256L << 20;

    // A machine that is busy with others takes its time: what is slow is slow each time.
    private const int Tries = 3;

    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(1);

    public static void ShouldSurvive(string parser, string text) => ShouldSurvive(Parsers.All[parser], text);

    public static void ShouldSurvive(Action<string> parse, string text)
    {
        var took = TimeSpan.MaxValue;
        for (var i = 0; i < Tries && took > Longest; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            parse(text);
            took = clock.Elapsed;
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MostBytes);
        }

        took.ShouldBeLessThanOrEqualTo(Longest);
    }
}
