using Gradus.Worker.Files;

namespace Gradus.Worker.Latencies;

/// <summary>What the process is told that puts models under load.</summary>
/// <param name="Candidate">The ONNX file.</param>
/// <param name="Incumbent">That of the version it is compared with; null for none.</param>
/// <param name="Data">What is sent.</param>
/// <param name="PerSecond">How many requests arrive in a second.</param>
/// <param name="Requests">How many there are, for each model.</param>
/// <param name="Confidence">How often an interval shall hold the true value.</param>
/// <param name="MemoryBytes">How much memory the process may take.</param>
/// <param name="Agent">The process that watches; without it this one ends.</param>
internal sealed record LatencyJob(
    string Candidate,
    string? Incumbent,
    DataFile Data,
    double PerSecond,
    int Requests,
    double Confidence,
    long MemoryBytes,
    int Agent
);
