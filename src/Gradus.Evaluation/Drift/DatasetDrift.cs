using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Drift;

/// <summary>How far a data set is from another, column by column.</summary>
/// <param name="Features">Each feature, and the label where it is a number.</param>
/// <param name="Categories">The label where it is a class, and each column that both can be sliced by.</param>
/// <param name="Examples">How many examples the data set has.</param>
public sealed record DatasetDrift(
    IReadOnlyList<FeatureDrift> Features,
    IReadOnlyList<CategoryDrift> Categories,
    long Examples
)
{
    private const int BatchSize = 1024;

    /// <summary>
    /// Reads both files, of each at most <see cref="ColumnSample.MostRows"/> rows drawn at random (the same ones every time), so that
    /// memory does not grow with them. The refusal names the column that one of them has not got.
    /// </summary>
    /// <exception cref="DatasetException">A file is not what it is registered as.</exception>
    public static Result<DatasetDrift> Measure(DriftSource current, DriftSource reference, CancellationToken ct)
    {
        var now = Sample(current, ct);
        var before = Sample(reference, ct);
        if (now.Features.FirstOrDefault(column => !before.Features.Contains(column)) is { } missing)
        {
            return Error.Invalid($"data set '{reference.Name}' has no feature '{missing}', which '{current.Name}' has");
        }

        return new DatasetDrift(
            [
                .. now.Features.Select(column =>
                    FeatureDrift.Of(column, before.FeatureOf(column), now.FeatureOf(column))
                ),
            ],
            [
                .. now
                    .Categories.Where(before.Categories.Contains)
                    .Select(column => CategoryDrift.Of(column, before.CategoryOf(column), now.CategoryOf(column))),
            ],
            now.Rows
        );
    }

    private static ColumnSample Sample(DriftSource source, CancellationToken ct)
    {
        var dataset = LabelledTable.Open(source.Path, source.Name, source.Columns);
        var labels = Labels.Of(source.Columns.Task);
        dataset.ReadLabels(labels, ct);
        var sample = new ColumnSample(dataset, source.Columns.Label, (labels as ClassLabels)?.Classes);
        foreach (var batch in dataset.ReadBatches(BatchSize, labels, ct))
        {
            sample.Add(batch);
        }

        return sample;
    }
}

/// <summary>A data set's file and the part its columns play.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Name">What it is registered as.</param>
/// <param name="Columns">The part that its columns play.</param>
public sealed record DriftSource(string Path, string Name, DatasetColumns Columns);

/// <summary>How far a feature is from what it was.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Psi">See <see cref="PopulationStability"/>.</param>
/// <param name="Ks">See <see cref="KolmogorovSmirnov"/>.</param>
public sealed record FeatureDrift(string Column, double Psi, TestResult Ks)
{
    internal static FeatureDrift Of(string column, ReadOnlySpan<float> reference, ReadOnlySpan<float> current) =>
        new(column, PopulationStability.Of(reference, current), KolmogorovSmirnov.Test(reference, current));
}

/// <summary>How far the shares of a column's values are from what they were.</summary>
/// <param name="Column">Its name.</param>
/// <param name="JensenShannon">See <see cref="Categories.JensenShannon"/>.</param>
/// <param name="ChiSquared">See <see cref="Categories.ChiSquaredOfFrequent"/>.</param>
public sealed record CategoryDrift(string Column, double JensenShannon, TestResult ChiSquared)
{
    internal static CategoryDrift Of(
        string column,
        IReadOnlyDictionary<string, long> reference,
        IReadOnlyDictionary<string, long> current
    )
    {
        var values = reference.Keys.Union(current.Keys).Order(StringComparer.Ordinal).ToList();
        long[] before = [.. values.Select(value => reference.GetValueOrDefault(value))];
        long[] now = [.. values.Select(value => current.GetValueOrDefault(value))];
        return new CategoryDrift(
            column,
            Drift.Categories.JensenShannon(before, now),
            Drift.Categories.ChiSquaredOfFrequent(before, now)
        );
    }
}
