using System.Text.Json.Serialization;

namespace Gradus.Worker.Commands;

/// <summary>What the supervising process is told.</summary>
/// <param name="Program">The file to run.</param>
/// <param name="Arguments">The name it is called by, and its arguments.</param>
/// <param name="Environment">Its whole environment.</param>
/// <param name="TimeoutSeconds">How long it may take.</param>
/// <param name="MemoryBytes">How much memory it and all it starts may use together.</param>
internal sealed record CommandJob(
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    int TimeoutSeconds,
    long MemoryBytes
);

/// <summary>How a command came to its end: by itself, by a signal, or ended by the supervisor. One of the three is set.</summary>
/// <param name="ExitCode">What it exited with.</param>
/// <param name="Signal">The signal that ended it.</param>
/// <param name="Stopped">Why the supervisor ended it, or could not start it: one sentence.</param>
internal sealed record CommandEnd(int? ExitCode = null, int? Signal = null, string? Stopped = null);

/// <summary>How the agent and the supervising process write to each other.</summary>
[JsonSerializable(typeof(CommandJob))]
[JsonSerializable(typeof(CommandEnd))]
internal sealed partial class CommandJson : JsonSerializerContext;
