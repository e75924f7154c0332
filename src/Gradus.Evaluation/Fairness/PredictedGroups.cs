using Gradus.Core.Errors;
using Gradus.Evaluation.Comparing;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Fairness;

/// <summary>How kept predictions treat the groups of a column.</summary>
/// <param name="Fairness">The measures; groups are numbered as <paramref name="Groups"/>.</param>
/// <param name="Groups">The groups' names, in ordinal order.</param>
/// <param name="Examples">How many examples there are.</param>
public sealed record PredictedGroups(GroupFairness Fairness, IReadOnlyList<string> Groups, int Examples)
{
    /// <summary>
    /// Reads the predictions once. Yes is the greater of the two classes, as with binary metrics. The refusal says why groups cannot
    /// be compared at all.
    /// </summary>
    /// <param name="path">The predictions (<see cref="PredictionLayout"/>).</param>
    /// <param name="column">The column that names the group.</param>
    /// <param name="minExamples">How many examples a group must have to be compared.</param>
    /// <param name="options">How intervals are made.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="DatasetException">The file holds no predictions.</exception>
    public static async Task<Result<PredictedGroups>> MeasureAsync(
        string path,
        string column,
        int minExamples,
        BootstrapOptions options,
        CancellationToken ct
    )
    {
        var reader = await PredictionReader.OpenAsync(path, ct).ConfigureAwait(false);
        await using var _ = reader.ConfigureAwait(false);
        var columns = reader.Layout.SliceColumns;
        var index = columns.ToList().IndexOf(column);
        if (index < 0)
        {
            return Error.Invalid(
                $"the data set cannot be sliced by '{column}'{(columns.Count == 0 ? "" : $" (by {string.Join(", ", columns)})")}"
            );
        }

        var (labels, predicted, groups) = (new List<string>(), new List<string>(), new List<string>());
        for (var i = 0; i < reader.Groups; i++)
        {
            var rows = await reader.ReadAsync(i, ct).ConfigureAwait(false);
            labels.AddRange(rows.Labels);
            predicted.AddRange(rows.Predicted);
            groups.AddRange(rows.Slices[index]);
        }

        var classes = ClassTable.Of(labels.Distinct().ToList());
        return classes.Positive is { } positive
            ? Measure(labels, predicted, groups, classes[positive], minExamples, options)
            : Error.Invalid($"fairness is measured of two classes; the data set has {classes.Count}");
    }

    private static PredictedGroups Measure(
        List<string> labels,
        List<string> predicted,
        List<string> groups,
        string positive,
        int minExamples,
        BootstrapOptions options
    )
    {
        var names = groups.Distinct().Order(StringComparer.Ordinal).ToList();
        var numbers = names.Index().ToDictionary(name => name.Item, name => name.Index, StringComparer.Ordinal);
        return new PredictedGroups(
            GroupFairness.Measure(
                [.. groups.Select(group => numbers[group])],
                [.. labels.Select(label => label == positive)],
                [.. predicted.Select(answer => answer == positive)],
                minExamples,
                options
            ),
            names,
            labels.Count
        );
    }
}
