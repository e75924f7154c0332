using System.Globalization;

namespace Gradus.Crash.Tests;

/// <summary>How long and with which choices a suite runs, from the environment.</summary>
internal static class Settings
{
    /// <summary>The seed of a run's choices: GRADUS_CRASH_SEED, else another each time.</summary>
    public static int Seed { get; } = Number("GRADUS_CRASH_SEED") ?? Environment.TickCount;

    /// <summary>A number that a variable sets; null if it does not.</summary>
    public static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
