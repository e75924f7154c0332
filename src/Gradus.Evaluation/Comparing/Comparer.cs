using Gradus.Core.Datasets;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Comparing;

/// <summary>Compares two models by their kept predictions of one data set; neither model is run again.</summary>
public static class Comparer
{
    /// <summary>Reads both files, row group by row group, and makes an interval of each metric's difference.</summary>
    /// <param name="candidatePath">The candidate's predictions.</param>
    /// <param name="incumbentPath">The incumbent's predictions of the same data set.</param>
    /// <param name="columns">What the data set's columns are.</param>
    /// <param name="options">How intervals are made.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DatasetException">The files are no predictions, or of different examples.</exception>
    public static Task<ModelComparison> CompareAsync(
        string candidatePath,
        string incumbentPath,
        DatasetColumns columns,
        BootstrapOptions options,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(columns);
        return columns.Task switch
        {
            DatasetTask.Regression => NumberComparer.CompareAsync(
                candidatePath,
                incumbentPath,
                layout => new RegressionSheet(layout.SliceColumns),
                options,
                ct
            ),
            DatasetTask.Ranking => NumberComparer.CompareAsync(
                candidatePath,
                incumbentPath,
                layout => new RankingSheet(layout.SliceColumns),
                options,
                ct
            ),
            _ => ClassComparer.CompareAsync(candidatePath, incumbentPath, columns.Label, options, ct),
        };
    }

    /// <summary>That two files cannot be compared.</summary>
    internal static DatasetException OtherExamples() => new("The predictions are not of the same examples.");
}
