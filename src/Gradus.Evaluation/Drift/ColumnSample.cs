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
    private readonly ClassTable? _classes;
    private readonly List<float[]> _rows = [];
    private readonly Dictionary<string, Dictionary<string, long>> _categories;
    private SplitMix64 _random = SplitMix64.Of(Seed, 0);

    /// <param name="dataset">The data set, whose labels were read.</param>
    /// <param name="label">What its label is called: one of classes is a category, and a number is looked at as a feature is.</param>
    /// <param name="classes">The classes; null where labels are numbers.</param>
    public ColumnSample(LabelledTable dataset, string label, ClassTable? classes)
    {
        Features = classes is null ? [.. dataset.Features, label] : dataset.Features;
        _mostRows = Math.Min(MostRows, MostValues / Math.Max(1, Features.Count));
        _features = Features.Index().ToDictionary(feature => feature.Item, feature => feature.Index);
        (_label, _classes, _sliceColumns) = (label, classes, dataset.SliceColumns);
        _categories = (classes is null ? [] : new[] { label })
            .Concat(_sliceColumns.Select(column => column.Name))
            .ToDictionary(name => name, _ => new Dictionary<string, long>(StringComparer.Ordinal));
    }

    /// <summary>The features, in column order, and then a label that is a number.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>The columns that the data set can be sliced by, and a label that is a class.</summary>
    public IEnumerable<string> Categories => _categories.Keys;

    /// <summary>How many rows there are.</summary>
    public long Rows { get; private set; }

    /// <summary>Takes in some rows.</summary>
    public void Add(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            Draw(batch.Row(row), (float)batch.Numbers[row]);
            if (_classes is not null)
            {
                Count(_label, _classes[batch.Classes[row]]);
            }

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

    private void Draw(ReadOnlySpan<float> features, float label)
    {
        Rows++;
        var place =
            _rows.Count < _mostRows ? _rows.Count
            : _random.NextDouble() * Rows is var drawn && drawn < _mostRows ? (int)drawn
            : -1;
        if (place == _rows.Count)
        {
            _rows.Add(new float[Features.Count]);
        }

        if (place >= 0)
        {
            features.CopyTo(_rows[place]);
            _rows[place].AsSpan(features.Length).Fill(label);
        }
    }

    private void Count(string column, string value) =>
        _categories[column][value] = _categories[column].GetValueOrDefault(value) + 1;
}
