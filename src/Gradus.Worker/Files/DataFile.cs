using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Files;

/// <summary>A data set as a process finds it.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Name">What it is registered as.</param>
/// <param name="Columns">The part that its columns play.</param>
internal sealed record DataFile(string Path, string Name, DatasetColumns Columns)
{
    /// <summary>What the server describes, at this path; the refusal names a task that this worker does not know.</summary>
    public static Result<DataFile> Of(WorkDatasetDto dataset, string path) =>
        Files.Columns.Of(dataset).Map(columns => new DataFile(path, dataset.Name, columns));
}
