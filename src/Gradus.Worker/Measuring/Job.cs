using System.Text.Json.Serialization;
using Gradus.Core.Datasets;
using Gradus.Protocol.Promotions;

namespace Gradus.Worker.Measuring;

/// <summary>What the measuring process is told.</summary>
/// <param name="Model">The ONNX file.</param>
/// <param name="Data">The data set's file.</param>
/// <param name="Dataset">The data set's name.</param>
/// <param name="Columns">The part that its columns play.</param>
/// <param name="Output">Where its predictions are to be left.</param>
/// <param name="Threads">How many threads the model may use.</param>
/// <param name="MemoryBytes">How much memory the process may take.</param>
/// <param name="Agent">The process that watches; without it this one ends.</param>
internal sealed record Job(
    string Model,
    string Data,
    string Dataset,
    DatasetColumns Columns,
    string Output,
    int Threads,
    long MemoryBytes,
    int Agent
);

/// <summary>What the measuring process answers: metrics, or why the model does not fit the data set.</summary>
internal sealed record JobResult(
    IReadOnlyDictionary<string, double>? Metrics,
    IReadOnlyList<SliceDto>? Slices,
    long Examples,
    string? Code,
    string? Runtime,
    string? Incompatible
);

/// <summary>How the agent and the measuring process write to each other.</summary>
[JsonSourceGenerationOptions(
    IgnoreReadOnlyProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobResult))]
internal sealed partial class JobJson : JsonSerializerContext;
