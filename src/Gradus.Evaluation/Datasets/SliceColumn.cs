using Gradus.Core.Evaluations;
using Gradus.Core.Models;

namespace Gradus.Evaluation.Datasets;

/// <summary>
/// The values of a column that is no feature, each with an index in the order in which they came. A column with more than
/// <see cref="Slice.MostValues"/> different ones, or with one that is no short printable text, tells rows apart rather than groups.
/// </summary>
internal sealed class SliceColumn
{
    private const int MaxLength = 200;

    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexesBySpan;
    private readonly List<string> _values = [];

    public SliceColumn(string name, int column)
    {
        Name = name;
        Column = column;
        _indexesBySpan = _indexes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Its place in the file.</summary>
    public int Column { get; }

    /// <summary>The values met so far.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>Whether the data set can be sliced by it.</summary>
    public bool HasGroups { get; private set; } = true;

    /// <summary>The index of a value that was met.</summary>
    public int IndexOf(ReadOnlySpan<char> value) => _indexesBySpan[value];

    /// <summary>Meets a value.</summary>
    public void Meet(ReadOnlySpan<char> value)
    {
        if (!HasGroups || _indexesBySpan.ContainsKey(value))
        {
            return;
        }

        if (_values.Count == Slice.MostValues || value.Length > MaxLength || !Text.IsPrintable(value.ToString()))
        {
            HasGroups = false;
            return;
        }

        _indexesBySpan[value] = _values.Count;
        _values.Add(value.ToString());
    }
}
