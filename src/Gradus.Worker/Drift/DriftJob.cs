using Gradus.Core.Datasets;

namespace Gradus.Worker.Drift;

/// <summary>A data set as the process finds it.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Name">What it is registered as.</param>
/// <param name="Columns">The part that its columns play.</param>
internal sealed record DriftData(string Path, string Name, DatasetColumns Columns);

/// <summary>What the process is told that holds a data set against another.</summary>
/// <param name="Current">The data set that is looked at.</param>
/// <param name="Reference">What it is held against.</param>
/// <param name="MemoryBytes">How much memory the process may take.</param>
/// <param name="Agent">The process that watches; without it this one ends.</param>
internal sealed record DriftJob(DriftData Current, DriftData Reference, long MemoryBytes, int Agent);
