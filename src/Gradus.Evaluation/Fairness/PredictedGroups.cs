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

        var (labels, predicted, groups) = (new Column(), new Column(), new Column());
        for (var i = 0; i < reader.Groups; i++)
        {
            var rows = await reader.ReadAsync(i, ct).ConfigureAwait(false);
            labels.Add(rows.Labels);
            predicted.Add(rows.Predicted);
            groups.Add(rows.Slices[index]);
        }

        var classes = ClassTable.Of(labels.Values);
        return classes.Positive is { } positive
            ? Measure(labels, predicted, groups, classes[positive], minExamples, options)
            : Error.Invalid($"fairness is measured of two classes; the data set has {classes.Count}");
    }

    private static PredictedGroups Measure(
        Column labels,
        Column predicted,
        Column groups,
        string positive,
        int minExamples,
        BootstrapOptions options
    )
    {
        var names = groups.Values.Order(StringComparer.Ordinal).ToList();
        var numbers = groups.Values.Select(name => names.IndexOf(name)).ToArray();
        return new PredictedGroups(
            GroupFairness.Measure(
                [.. groups.Rows.Select(group => numbers[group])],
                labels.Are(positive),
                predicted.Are(positive),
                minExamples,
                options
            ),
            names,
            labels.Rows.Count
        );
    }

    /// <summary>A column of texts of which few are different: four bytes a row.</summary>
    private sealed class Column
    {
        private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

        /// <summary>The different texts, in the order in which they came.</summary>
        public List<string> Values { get; } = [];

        /// <summary>The index of each row's text.</summary>
        public List<int> Rows { get; } = [];

        public void Add(string[] texts)
        {
            foreach (var text in texts)
            {
                if (!_indexes.TryGetValue(text, out var index))
                {
                    index = _indexes[text] = Values.Count;
                    Values.Add(text);
                }

                Rows.Add(index);
            }
        }

        public bool[] Are(string text) => [.. Rows.Select(row => Values[row] == text)];
    }
}
