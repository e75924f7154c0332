using Gradus.Core.Ledger;

namespace Gradus.Data.Ledger;

/// <summary>
/// What a transaction has changed, on the whole: what was made and deleted again, or changed and changed back, is not in it.
/// Rows are told in an order of their own, so that it does not matter in which a database came to them.
/// </summary>
internal sealed class ChangeSet
{
    private readonly Dictionary<(string Table, string Key), Row> _rows = [];
    private readonly Dictionary<(string Table, string Key), Row> _gone = [];

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
        string[] key = [.. table.Key.Select(column => values[column])];
        var row = new Row(table, key, key, IsNew: true);
        for (var column = 0; column < values.Length; column++)
        {
            row.Set(column, LedgerValues.Null, values[column]);
        }

        _rows[Place(table, key)] = row;
    }

    /// <summary>Columns of a row have changed.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="key">Its key before the change.</param>
    /// <param name="changes">The columns, and their values before and after.</param>
    public void Update(LedgerTable table, string[] key, List<(int Column, string Before, string After)> changes)
    {
        if (!_rows.Remove(Place(table, key), out var row))
        {
            row = new Row(table, key, key, IsNew: false);
        }

        string[] now = [.. key];
        foreach (var (column, before, after) in changes)
        {
            row.Set(column, before, after);
            var part = IndexOf(table.Key, column);
            if (part >= 0)
            {
                now[part] = after;
            }
        }

        _rows[Place(table, now)] = row with { Key = now };
    }

    /// <summary>A row is gone.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="key">Its key.</param>
    public void Delete(LedgerTable table, string[] key)
    {
        if (!_rows.Remove(Place(table, key), out var row))
        {
            row = new Row(table, key, key, IsNew: false);
        }

        if (!row.IsNew)
        {
            _gone[Place(table, row.Was)] = row;
        }
    }

    /// <summary>The changes: of each table first what is gone, then what is new, then what is different.</summary>
    public IReadOnlyList<LedgerChange> ToChanges() =>
        [
            .. _gone
                .Values.Select(row => (Row: row, Change: LedgerChange.Delete(row.Table.Name, row.WasKey)))
                .Concat(_rows.Values.Where(row => !row.IsUnchanged).Select(row => (Row: row, Change: row.ToChange())))
                .OrderBy(told => told.Change.Table, StringComparer.Ordinal)
                .ThenBy(told => told.Change.Kind)
                .ThenBy(told => string.Join(',', told.Row.Was), StringComparer.Ordinal)
                .Select(told => told.Change),
        ];

    private static (string, string) Place(LedgerTable table, string[] key) =>
        (table.Name, key.Length == 1 ? key[0] : string.Join(',', key));

    private static int IndexOf(IReadOnlyList<int> key, int column)
    {
        for (var i = 0; i < key.Count; i++)
        {
            if (key[i] == column)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A row that the transaction has touched.</summary>
    /// <param name="Table">Its table.</param>
    /// <param name="Was">Its key before the transaction; of a new one the first it had.</param>
    /// <param name="Key">Its key now.</param>
    /// <param name="IsNew">Whether the transaction made it.</param>
    private sealed record Row(LedgerTable Table, string[] Was, string[] Key, bool IsNew)
    {
        private readonly Dictionary<int, (string Before, string After)> _values = [];

        public bool IsUnchanged => !IsNew && _values.Count == 0;

        public Dictionary<string, string> WasKey =>
            Table.Key.Zip(Was).ToDictionary(part => Table.Columns[part.First].Name, part => part.Second);

        public void Set(int column, string before, string after)
        {
            before = _values.TryGetValue(column, out var known) ? known.Before : before;
            if (before == after)
            {
                _values.Remove(column);
            }
            else
            {
                _values[column] = (before, after);
            }
        }

        public LedgerChange ToChange()
        {
            var values = _values.ToDictionary(value => Table.Columns[value.Key].Name, value => value.Value.After);
            return IsNew ? LedgerChange.Insert(Table.Name, values) : LedgerChange.Update(Table.Name, WasKey, values);
        }
    }
}
