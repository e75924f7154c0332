using Parquet.Schema;

namespace Gradus.Evaluation.Comparing;

/// <summary>
/// How the predictions of a regression or a ranking are kept: a Parquet file with a row for each example, in the data set's
/// order. <c>label</c> is the true number, <c>predicted</c> the model's, <c>query</c> (of a ranking) the number of the query that
/// the row belongs to, counted from 0, and <c>slice:COLUMN</c> the value of each column that the data set can be sliced by.
/// </summary>
internal sealed class NumberLayout
{
    private const string SlicePrefix = "slice:";

    /// <summary>A layout.</summary>
    /// <param name="sliceColumns">The columns that the data set is sliced by.</param>
    /// <param name="hasQueries">Whether rows belong to queries.</param>
    public NumberLayout(IReadOnlyList<string> sliceColumns, bool hasQueries)
    {
        SliceColumns = sliceColumns;
        Query = hasQueries ? new DataField<int>("query") : null;
        Slices = [.. sliceColumns.Select(name => new DataField<string>(SlicePrefix + name, nullable: false))];
        Schema = new([Label, Predicted, .. Query is null ? [] : new[] { Query }, .. Slices]);
    }

    /// <summary>The columns that the data set is sliced by.</summary>
    public IReadOnlyList<string> SliceColumns { get; }

    /// <summary>The true number of each example.</summary>
    public DataField<double> Label { get; } = new("label");

    /// <summary>The model's number of each example.</summary>
    public DataField<float> Predicted { get; } = new("predicted");

    /// <summary>The query of each example; null where there are none.</summary>
    public DataField<int>? Query { get; }

    /// <summary>The value in each column to slice by.</summary>
    public IReadOnlyList<DataField<string>> Slices { get; }

    /// <summary>The file's columns: those above, in this order.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>The layout of a file's columns; null if they are not of kept numbers.</summary>
    public static NumberLayout? Of(ParquetSchema schema)
    {
        var fields = schema.DataFields;
        return fields is [{ Name: "label" } label, { Name: "predicted" }, ..] && label.ClrType == typeof(double)
            ? new NumberLayout(
                [
                    .. fields
                        .Select(field => field.Name)
                        .Where(name => name.StartsWith(SlicePrefix, StringComparison.Ordinal))
                        .Select(name => name[SlicePrefix.Length..]),
                ],
                fields.Any(field => field.Name == "query")
            )
            : null;
    }
}
