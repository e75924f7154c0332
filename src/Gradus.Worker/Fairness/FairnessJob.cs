using System.Text.Json.Serialization;
using Gradus.Protocol.Promotions;

namespace Gradus.Worker.Fairness;

/// <summary>What the process is told that looks at groups.</summary>
/// <param name="Predictions">The model's predictions.</param>
/// <param name="Column">The column that names each example's group.</param>
/// <param name="MinExamples">How many examples a group must have to be compared.</param>
/// <param name="Confidence">How often the intervals shall hold the true value.</param>
/// <param name="Threads">How many threads may work.</param>
/// <param name="MemoryBytes">How much memory the process may take.</param>
/// <param name="Agent">The process that watches; without it this one ends.</param>
internal sealed record FairnessJob(
    string Predictions,
    string Column,
    int MinExamples,
    double Confidence,
    int Threads,
    long MemoryBytes,
    int Agent
);

/// <summary>What it answers: the measures and each group's rates, or why groups cannot be compared.</summary>
internal sealed record FairnessResult(
    IReadOnlyDictionary<string, double>? Metrics,
    IReadOnlyList<SliceDto>? Groups,
    long Examples,
    string? Incompatible
);

/// <summary>How the agent and that process write to each other.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(FairnessJob))]
[JsonSerializable(typeof(FairnessResult))]
internal sealed partial class FairnessJson : JsonSerializerContext;
