using System.Diagnostics;
using System.Globalization;

namespace Gradus.Worker;

/// <summary>Finds processes by their command lines, as <c>ps</c> would.</summary>
internal static class MeasuringProcess
{
    /// <summary>The ids of the processes that measure under a cache folder.</summary>
    public static IReadOnlyList<int> Under(string cache) =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Select(Path.GetFileName)
                .Where(name => name!.All(char.IsAsciiDigit))
                .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
                .Where(id =>
                    CommandLine(id) is var line
                    && line.Contains("measure\0", StringComparison.Ordinal)
                    && line.Contains(cache, StringComparison.Ordinal)
                ),
        ];

    /// <summary>Waits until something measures under a cache folder.</summary>
    public static async Task<int> WaitForAsync(string cache)
    {
        await Eventually.IsTrueAsync(() => Under(cache).Count > 0, "a measuring process is running");
        return Under(cache)[0];
    }

    /// <summary>Sends a signal, e.g. "SEGV".</summary>
    public static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}

/// <summary>Waits for what another process does.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition, string what, int withinSeconds = 30)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(withinSeconds), what);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
