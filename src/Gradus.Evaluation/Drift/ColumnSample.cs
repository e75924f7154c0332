using Gradus.Evaluation.Datasets;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Drift;

/// <summary>
/// The columns of a data set: features of rows drawn at random without replacement, each with the same probability (J. Vitter, "Random
/// sampling with a reservoir", 1985), and how often every value of the other columns occurs.
/// </summary>
internal sealed class ColumnSample
{
    /// <summary>The most rows that are drawn; of fewer all are taken, and of rows of more than 250 features fewer.</summary>
    public const int MostRows = 100_000;

    private const int MostValues = 25_000_000;
    private const long Seed = 1;

    private readonly int _mostRows;

    private readonly Dictionary<string, int> _features;
    private readonly IReadOnlyList<SliceColumn> _sliceColumns;
    private readonly string _label;
    private readonly List<float[]> _rows = [];
    private readonly Dictionary<string, Dictionary<string, long>> _categories;
    private SplitMix64 _random = SplitMix64.Of(Seed, 0);

    public ColumnSample(IReadOnlyList<string> features, string label, IReadOnlyList<SliceColumn> sliceColumns)
    {
        Features = features;
        _mostRows = Math.Min(MostRows, MostValues / Math.Max(1, features.Count));
        _features = features.Index().ToDictionary(feature => feature.Item, feature => feature.Index);
        (_label, _sliceColumns) = (label, sliceColumns);
        _categories = sliceColumns
            .Select(column => column.Name)
            .Prepend(label)
            .ToDictionary(name => name, _ => new Dictionary<string, long>(StringComparer.Ordinal));
    }

    /// <summary>The features, in column order.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The label, and the columns that the data set can be sliced by.</summary>
    public IEnumerable<string> Categories => _categories.Keys;

    /// <summary>How many rows there are.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes in some rows.</summary>
    public void Add(Batch batch, ClassTable classes)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            Draw(batch.Row(row));
            Count(_label, classes[batch.Classes[row]]);
            for (var i = 0; i < _sliceColumns.Count; i++)
            {
                Count(_sliceColumns[i].Name, _sliceColumns[i].Values[batch.SlicesOf(row)[i]]);
            }
        }
    }

    /// <summary>The drawn values of a feature.</summary>
    public float[] FeatureOf(string column) => [.. _rows.Select(row => row[_features[column]])];

    /// <summary>How often each value of another column occurs.</summary>
    public IReadOnlyDictionary<string, long> CategoryOf(string column) => _categories[column];

    private void Draw(ReadOnlySpan<float> row)
    {
        Rows++;
        if (_rows.Count < _mostRows)
        {
            _rows.Add(row.ToArray());
        }
        else if (_random.NextDouble() * Rows is var place && place < _mostRows)
        {
            row.CopyTo(_rows[(int)place]);
        }
    }

    private void Count(string column, string value) =>
        _categories[column][value] = _categories[column].GetValueOrDefault(value) + 1;
}
