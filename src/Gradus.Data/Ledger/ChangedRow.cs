using System.Text;

namespace Gradus.Data.Ledger;

/// <summary>A row that a transaction has touched: what it was before, as far as it changed, and what it is now.</summary>
internal sealed class ChangedRow
{
    private readonly LedgerTable _table;
    private readonly string[] _was;
    private readonly string?[] _before;
    private readonly string?[] _after;

    private ChangedRow(LedgerTable table, string[] was, string?[] before, string?[] after, bool isNew)
    {
        _table = table;
        _was = was;
        _before = before;
        _after = after;
        IsNew = isNew;
        Place = LedgerTable.Join(was);
    }

    /// <summary>Whether the transaction made it.</summary>
    public bool IsNew { get; }

    /// <summary>The name of its table.</summary>
    public string Table => _table.Name;

    /// <summary>The key it had before the transaction, of a new one the first, as one text.</summary>
    public string Place { get; }

    /// <summary>Whether everything is as it was.</summary>
    public bool IsUnchanged => !IsNew && Array.TrueForAll(_after, value => value is null);

    /// <summary>A row that the transaction makes.</summary>
    public static ChangedRow Made(LedgerTable table, string[] values) =>
        new(table, table.KeyOf(values), [], values, isNew: true);

    /// <summary>A row that was there before.</summary>
    public static ChangedRow Found(LedgerTable table, string[] key) =>
        new(table, key, new string?[table.Columns.Count], new string?[table.Columns.Count], isNew: false);

    /// <summary>Notes that a column has changed; what is changed back has not.</summary>
    public void Set(int column, string before, string after)
    {
        if (IsNew)
        {
            _after[column] = after;
            return;
        }

        _before[column] ??= before;
        _after[column] = _before[column] == after ? null : after;
    }

    /// <summary>The change as canonical JSON, no longer than so many bytes: the longest values go in by their digest until it fits.</summary>
    public string ToJson(bool isGone, int maxBytes)
    {
        for (; ; )
        {
            var json = Write(isGone);
            if (json.Length * 3 <= maxBytes || Encoding.UTF8.GetByteCount(json) <= maxBytes || !TryShorten())
            {
                return json;
            }
        }
    }

    private string Write(bool isGone)
    {
        var json = new StringBuilder(256);
        if (isGone)
        {
            return WriteKey(json.Append("{\"delete\":")).Append(_table.Label).Append('}').ToString();
        }

        if (IsNew)
        {
            return WriteValues(json.Append("{\"insert\":")).Append(_table.Label).Append('}').ToString();
        }

        json.Append('{').Append(_table.Label, 1, _table.Label.Length - 1).Append(",\"update\":");
        return WriteKey(WriteValues(json).Append(",\"where\":")).Append('}').ToString();
    }

    // Of a new row what is null is not named; of another what has not changed.
    private StringBuilder WriteValues(StringBuilder json)
    {
        var first = true;
        json.Append('{');
        foreach (var column in _table.ByName)
        {
            if (_after[column] is { } value && !(IsNew && value == LedgerValues.Null))
            {
                json.Append(first ? "" : ",").Append(_table.Labels[column]).Append(value);
                first = false;
            }
        }

        return json.Append('}');
    }

    private StringBuilder WriteKey(StringBuilder json)
    {
        var first = true;
        json.Append('{');
        foreach (var column in _table.ByName)
        {
            if (_table.Columns[column].IsKey)
            {
                json.Append(first ? "" : ",").Append(_table.Labels[column]).Append(_was[_table.PartOf(column)]);
                first = false;
            }
        }

        return json.Append('}');
    }

    private bool TryShorten()
    {
        var longest = Enumerable
            .Range(0, _after.Length)
            .Where(column => _after[column] is ['"', ..])
            .OrderByDescending(column => Encoding.UTF8.GetByteCount(_after[column]!))
            .ThenBy(column => _table.Columns[column].Name, StringComparer.Ordinal)
            .Cast<int?>()
            .FirstOrDefault();
        if (longest is not { } chosen)
        {
            return false;
        }

        using var text = System.Text.Json.JsonDocument.Parse(_after[chosen]!);
        _after[chosen] = LedgerValues.DigestOf(text.RootElement.GetString()!);
        return true;
    }
}
