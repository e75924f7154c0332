using Gradus.Core.Evaluations;
using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Onnx;

namespace Gradus.Evaluation.Metrics;

/// <summary>Takes in predictions batch by batch and gives the metrics of each slice at the end, in constant memory.</summary>
internal sealed class SliceCounts
{
    private readonly IReadOnlyList<Part> _parts;

    /// <param name="label">The column with the true class.</param>
    /// <param name="classes">The classes of the data set, before any model named others.</param>
    /// <param name="columns">The columns to slice by besides.</param>
    public SliceCounts(string label, ClassTable classes, IReadOnlyList<SliceColumn> columns)
    {
        var ofLabel = new Part(
            label,
            [.. Enumerable.Range(0, classes.Count).Select(index => classes[index])],
            (batch, row) => batch.Classes[row]
        );
        var ofColumns = columns.Select(
            (column, i) => new Part(column.Name, column.Values, (batch, row) => batch.SlicesOf(row)[i])
        );
        var room = Slice.Most;
        _parts = [.. ofColumns.Prepend(ofLabel).Where(part => part.Fits(ref room))];
    }

    /// <summary>Takes in a batch and what the model said of it.</summary>
    public void Add(Batch batch, Predictions predictions)
    {
        foreach (var part in _parts)
        {
            part.Add(batch, predictions);
        }
    }

    /// <summary>Every slice, column by column.</summary>
    public IReadOnlyList<Slice> ToSlices() => [.. _parts.SelectMany(part => part.ToSlices())];

    private sealed class Part(string column, IReadOnlyList<string> values, Func<Batch, int, int> valueOf)
    {
        private readonly LabelCounts[] _counts = [.. values.Select(_ => new LabelCounts())];

        public bool Fits(ref int room)
        {
            var fits = values.Count <= Math.Min(room, Slice.MostValues);
            room -= fits ? values.Count : 0;
            return fits;
        }

        public void Add(Batch batch, Predictions predictions)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                _counts[valueOf(batch, row)].Add(batch.Classes[row], predictions.Classes[row]);
            }
        }

        public IEnumerable<Slice> ToSlices() =>
            values
                .Select((value, i) => new Slice(column, value, _counts[i].Examples, MetricsOf(_counts[i])))
                .Where(slice => slice.Examples > 0);

        private static Dictionary<string, double> MetricsOf(LabelCounts counts) =>
            MetricNames.BySlice.ToDictionary(
                metric => metric,
                metric => LabelMetrics.ByName[metric](counts, positive: null),
                StringComparer.Ordinal
            );
    }
}
