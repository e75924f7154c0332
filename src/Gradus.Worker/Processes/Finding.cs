using System.Text.Json.Serialization;
using Gradus.Protocol.Promotions;

namespace Gradus.Worker.Processes;

/// <summary>What a process found out that runs no model: numbers, and the parts they are about, or why there are none.</summary>
/// <param name="Metrics">By name; null if it cannot be told.</param>
/// <param name="Parts">The parts of the data that it looked at.</param>
/// <param name="Examples">How many examples that were.</param>
/// <param name="Incompatible">Why it cannot be told; null if it can.</param>
internal sealed record Finding(
    IReadOnlyDictionary<string, double>? Metrics,
    IReadOnlyList<SliceDto>? Parts,
    long Examples,
    string? Incompatible
)
{
    /// <summary>That it cannot be told, and why.</summary>
    public static Finding Refused(string reason) => new(null, null, 0, reason);
}

/// <summary>How the agent and such processes write to each other.</summary>
[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(Finding))]
[JsonSerializable(typeof(Comparing.CompareJob))]
[JsonSerializable(typeof(Fairness.FairnessJob))]
[JsonSerializable(typeof(Drift.DriftJob))]
[JsonSerializable(typeof(Latencies.LatencyJob))]
internal sealed partial class FindingJson : JsonSerializerContext;
