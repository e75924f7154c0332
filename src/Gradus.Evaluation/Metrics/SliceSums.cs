using Gradus.Core.Evaluations;
using Gradus.Evaluation.Datasets;

namespace Gradus.Evaluation.Metrics;

/// <summary>A column that examples are sliced by.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Values">What it holds.</param>
/// <param name="ValueOf">The index of an example's value.</param>
internal sealed record SlicedColumn(string Column, IReadOnlyList<string> Values, Func<Batch, int, int> ValueOf)
{
    /// <summary>The columns that a data set ignores and that can be sliced by.</summary>
    public static IEnumerable<SlicedColumn> Of(LabelledTable dataset) =>
        dataset.SliceColumns.Select(
            (column, i) => new SlicedColumn(column.Name, column.Values, (batch, row) => batch.SlicesOf(row)[i])
        );
}

/// <summary>What is summed up of each slice of a data set, in constant memory.</summary>
/// <typeparam name="TSum">What is summed up.</typeparam>
internal sealed class SliceSums<TSum>
    where TSum : class, new()
{
    private readonly IReadOnlyList<SlicedColumn> _columns;
    private readonly IReadOnlyList<TSum[]> _sums;

    /// <param name="columns">The columns, of which those are left out that do not fit.</param>
    public SliceSums(IEnumerable<SlicedColumn> columns)
    {
        var room = Slice.Most;
        _columns = [.. columns.Where(column => Fits(column, ref room))];
        _sums = [.. _columns.Select(column => column.Values.Select(_ => new TSum()).ToArray())];
    }

    /// <summary>How many columns there are.</summary>
    public int Columns => _columns.Count;

    /// <summary>The index of an example's value in a column.</summary>
    public int ValueOf(int column, Batch batch, int row) => _columns[column].ValueOf(batch, row);

    /// <summary>The sum of a column's value.</summary>
    public TSum this[int column, int value] => _sums[column][value];

    /// <summary>Has every example of a batch added to the sums of its slices.</summary>
    public void Add(Batch batch, Action<TSum, int> add)
    {
        for (var column = 0; column < _columns.Count; column++)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                add(_sums[column][ValueOf(column, batch, row)], row);
            }
        }
    }

    /// <summary>Every slice that has examples, column by column.</summary>
    public IReadOnlyList<Slice> ToSlices(
        Func<TSum, long> examples,
        Func<TSum, IReadOnlyDictionary<string, double>> metrics
    ) =>
        [
            .. _columns.SelectMany(
                (column, c) =>
                    column
                        .Values.Select((value, v) => (Value: value, Sum: _sums[c][v]))
                        .Where(slice => examples(slice.Sum) > 0)
                        .Select(slice => new Slice(column.Column, slice.Value, examples(slice.Sum), metrics(slice.Sum)))
            ),
        ];

    private static bool Fits(SlicedColumn column, ref int room)
    {
        var fits = column.Values.Count <= Math.Min(room, Slice.MostValues);
        room -= fits ? column.Values.Count : 0;
        return fits;
    }
}
