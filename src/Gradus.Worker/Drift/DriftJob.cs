using Gradus.Worker.Files;

namespace Gradus.Worker.Drift;

/// <summary>What the process is told that holds a data set against another.</summary>
/// <param name="Current">The data set that is looked at.</param>
/// <param name="Reference">What it is held against.</param>
/// <param name="MemoryBytes">How much memory the process may take.</param>
/// <param name="Agent">The process that watches; without it this one ends.</param>
internal sealed record DriftJob(DataFile Current, DataFile Reference, long MemoryBytes, int Agent);
