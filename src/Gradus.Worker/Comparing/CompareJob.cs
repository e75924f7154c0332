using Gradus.Core.Datasets;

namespace Gradus.Worker.Comparing;

/// <summary>What the comparing process is told.</summary>
/// <param name="Candidate">The candidate's predictions.</param>
/// <param name="Incumbent">The incumbent's predictions.</param>
/// <param name="Columns">What the data set's columns are.</param>
/// <param name="Confidence">How often the intervals shall hold the true value.</param>
/// <param name="Threads">How many threads may work.</param>
/// <param name="Output">Where the report is to be left.</param>
/// <param name="MemoryBytes">How much memory the process may take.</param>
/// <param name="Agent">The process that watches; without it this one ends.</param>
internal sealed record CompareJob(
    string Candidate,
    string Incumbent,
    DatasetColumns Columns,
    double Confidence,
    int Threads,
    string Output,
    long MemoryBytes,
    int Agent
);
