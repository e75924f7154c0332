using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Protocol.Work;

namespace Gradus.Worker.Files;

/// <summary>The part that a data set's columns play, as the server tells it.</summary>
internal static class Columns
{
    /// <summary>The parts; the refusal names a task that this worker does not know.</summary>
    public static Result<DatasetColumns> Of(WorkDatasetDto dataset) =>
        DatasetTasks
            .Parse(dataset.Task)
            .Map(task => new DatasetColumns(dataset.Label, dataset.Ignore, task, dataset.Query));
}
