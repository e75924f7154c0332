namespace Gradus.Data.Ledger;

/// <summary>
/// What a transaction has changed, on the whole: what was made and deleted again, or changed and changed back, is not in it.
/// Rows are told in an order of their own, so that it does not matter in which a database came to them.
/// </summary>
internal sealed class ChangeSet
{
    private readonly Dictionary<(string Table, string Key), ChangedRow> _rows = [];
    private readonly Dictionary<(string Table, string Key), ChangedRow> _gone = [];

    public bool IsEmpty => _rows.Count == 0 && _gone.Count == 0;

    public void Clear()
    {
        _rows.Clear();
        _gone.Clear();
    }

    /// <summary>A row is new.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="values">Every column's value.</param>
    public void Insert(LedgerTable table, string[] values)
    {
        var row = ChangedRow.Made(table, values);
        _rows[(table.Name, row.Place)] = row;
    }

    /// <summary>Columns of a row have changed.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="key">Its key before the change.</param>
    /// <param name="changes">The columns, and their values before and after.</param>
    public void Update(LedgerTable table, string[] key, List<(int Column, string Before, string After)> changes)
    {
        var row = Take(table, key);
        string[]? moved = null;
        foreach (var (column, before, after) in changes)
        {
            row.Set(column, before, after);
            if (table.Columns[column].IsKey)
            {
                moved ??= [.. key];
                moved[table.PartOf(column)] = after;
            }
        }

        _rows[(table.Name, LedgerTable.Join(moved ?? key))] = row;
    }

    /// <summary>A row is gone.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="key">Its key.</param>
    public void Delete(LedgerTable table, string[] key)
    {
        var row = Take(table, key);
        if (!row.IsNew)
        {
            _gone[(table.Name, row.Place)] = row;
        }
    }

    /// <summary>The changes as canonical JSON: of each table first what is gone, then what is new, then what is different.</summary>
    /// <param name="maxBytes">None is longer.</param>
    public List<string> ToJson(int maxBytes)
    {
        var told = new List<(int Kind, ChangedRow Row)>();
        told.AddRange(_gone.Values.Select(row => (0, row)));
        told.AddRange(_rows.Values.Where(row => !row.IsUnchanged).Select(row => (row.IsNew ? 1 : 2, row)));
        told.Sort(Compare);
        return told.ConvertAll(change => change.Row.ToJson(isGone: change.Kind == 0, maxBytes));
    }

    private static int Compare((int Kind, ChangedRow Row) a, (int Kind, ChangedRow Row) b)
    {
        var order = string.CompareOrdinal(a.Row.Table, b.Row.Table);
        order = order == 0 ? a.Kind.CompareTo(b.Kind) : order;
        return order == 0 ? string.CompareOrdinal(a.Row.Place, b.Row.Place) : order;
    }

    private ChangedRow Take(LedgerTable table, string[] key) =>
        _rows.Remove((table.Name, LedgerTable.Join(key)), out var row) ? row : ChangedRow.Found(table, key);
}
