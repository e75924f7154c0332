using Parquet.Schema;

namespace Gradus.Evaluation.Comparing;

/// <summary>
/// How predictions are kept: a Parquet file with a row for each example, in the data set's order. <c>label</c> is the true class,
/// <c>predicted</c> the model's, <c>score:CLASS</c> the score of each class (a 32-bit float) if the model gives any and they are not
/// more than <see cref="MostScores"/>, <c>slice:COLUMN</c> the value of each column that the data set can be sliced by.
/// </summary>
internal sealed class PredictionLayout
{
    /// <summary>With more classes than this scores are not kept: they would be larger than the data set.</summary>
    public const int MostScores = 100;

    /// <summary>Rows of a row group; the last may have fewer.</summary>
    public const int RowsOfGroup = 16_384;

    private const string ScorePrefix = "score:";
    private const string SlicePrefix = "slice:";

    /// <summary>A layout.</summary>
    /// <param name="scoredClasses">The classes that have a column of scores.</param>
    /// <param name="sliceColumns">The columns that the data set is sliced by.</param>
    public PredictionLayout(IReadOnlyList<string> scoredClasses, IReadOnlyList<string> sliceColumns)
    {
        (ScoredClasses, SliceColumns) = (scoredClasses, sliceColumns);
        Scores = [.. scoredClasses.Select(name => new DataField<float>(ScorePrefix + name))];
        Slices = [.. sliceColumns.Select(name => Text(SlicePrefix + name))];
        Schema = new([Label, Predicted, .. Scores, .. Slices]);
    }

    /// <summary>The classes that have a column of scores.</summary>
    public IReadOnlyList<string> ScoredClasses { get; }

    /// <summary>The columns that the data set is sliced by.</summary>
    public IReadOnlyList<string> SliceColumns { get; }

    /// <summary>The true class of each example.</summary>
    public DataField<string> Label { get; } = Text("label");

    /// <summary>The model's class of each example.</summary>
    public DataField<string> Predicted { get; } = Text("predicted");

    /// <summary>The score of each class.</summary>
    public IReadOnlyList<DataField<float>> Scores { get; }

    /// <summary>The value in each column to slice by.</summary>
    public IReadOnlyList<DataField<string>> Slices { get; }

    /// <summary>The file's columns: those above, in this order.</summary>
    public ParquetSchema Schema { get; }

    /// <summary>The layout of a file's columns; null if they are not of kept predictions.</summary>
    public static PredictionLayout? Of(ParquetSchema schema)
    {
        var names = schema.DataFields.Select(field => field.Name).ToList();
        return names is ["label", "predicted", ..] && schema.DataFields[0].ClrType != typeof(double)
            ? new PredictionLayout(After(ScorePrefix, names), After(SlicePrefix, names))
            : null;
    }

    private static DataField<string> Text(string name) => new(name, nullable: false);

    private static List<string> After(string prefix, List<string> names) =>
        [
            .. names
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => name[prefix.Length..]),
        ];
}
