using System.Globalization;

namespace Gradus.Evaluation.Datasets;

/// <summary>
/// The class labels met so far, each with an index that never changes. Where all of the data set's labels are whole
/// numbers, "1", "01" and "1.0" are one class, and the order is by value; otherwise labels are text in ordinal order.
/// </summary>
internal sealed class ClassTable
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _indexesBySpan;
    private readonly Dictionary<long, int> _indexesByNumber = [];
    private readonly List<string> _names = [];

    private ClassTable(bool areIntegers)
    {
        AreIntegers = areIntegers;
        _indexesBySpan = _indexes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>A table of a data set's labels, numbered in ascending order.</summary>
    public static ClassTable Of(IReadOnlyCollection<string> labels)
    {
        var table = new ClassTable(labels.All(label => TryReadInteger(label, out _)));
        var distinct = labels.Select(label => table.Canonical(label)).Distinct(StringComparer.Ordinal).ToList();
        distinct.Sort(table.Compare);
        foreach (var label in distinct)
        {
            table.IndexOf(label);
        }

        return table;
    }

    /// <summary>Whether every label of the data set is a whole number.</summary>
    public bool AreIntegers { get; }

    /// <summary>How many classes are known.</summary>
    public int Count => _names.Count;

    /// <summary>The label of a class.</summary>
    public string this[int index] => _names[index];

    /// <summary>The class of a label as written; a new one is added.</summary>
    public int IndexOf(ReadOnlySpan<char> label)
    {
        if (_indexesBySpan.TryGetValue(label, out var index))
        {
            return index;
        }

        var name = Canonical(label);
        if (!_indexes.TryGetValue(name, out index))
        {
            index = _names.Count;
            _names.Add(name);
            _indexes.Add(name, index);
        }

        return index;
    }

    /// <summary>The class of a whole number; a new one is added.</summary>
    public int IndexOf(long label)
    {
        if (!_indexesByNumber.TryGetValue(label, out var index))
        {
            index = IndexOf(label.ToString(CultureInfo.InvariantCulture));
            _indexesByNumber.Add(label, index);
        }

        return index;
    }

    /// <summary>The classes in ascending order of their labels.</summary>
    public IReadOnlyList<int> Ascending() => [.. Enumerable.Range(0, Count).OrderBy(i => _names[i], Comparer)];

    /// <summary>The greater of two labels, by which binary metrics go; null unless there are exactly two classes.</summary>
    public int? Positive => Count == 2 ? Ascending()[1] : null;

    /// <summary>Whether every known label is a whole number from 0 to below <paramref name="count"/>.</summary>
    public bool AreIndexesBelow(int count) =>
        AreIntegers && _names.All(name => TryReadInteger(name, out var number) && number >= 0 && number < count);

    private Comparer<string> Comparer => Comparer<string>.Create(Compare);

    // Numbers before text: a text label in a table of integers can only come from a model.
    private int Compare(string left, string right) =>
        (AreIntegers && TryReadInteger(left, out var a), AreIntegers && TryReadInteger(right, out var b)) switch
        {
            (true, true) => ReadInteger(left).CompareTo(ReadInteger(right)),
            (true, false) => -1,
            (false, true) => 1,
            _ => string.CompareOrdinal(left, right),
        };

    private string Canonical(ReadOnlySpan<char> label) =>
        AreIntegers && TryReadInteger(label, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : label.ToString();

    private static long ReadInteger(string text) =>
        TryReadInteger(text, out var number) ? number : throw new FormatException($"'{text}' is not a whole number.");

    // Data frames write a column of integers with a gap in it as floats: 1.0.
    private static bool TryReadInteger(ReadOnlySpan<char> text, out long number)
    {
        const double LargestExact = 9_007_199_254_740_992;
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        var isWhole =
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) <= LargestExact
            && Math.Floor(value) == value;
        number = isWhole ? (long)value : 0;
        return isWhole;
    }
}
