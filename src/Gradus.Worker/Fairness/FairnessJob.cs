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
