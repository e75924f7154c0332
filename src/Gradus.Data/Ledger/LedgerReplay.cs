using Gradus.Core.Ledger;

namespace Gradus.Data.Ledger;

/// <summary>The tables as the ledger tells them: the changes of its records, one after another.</summary>
internal sealed class LedgerReplay(IReadOnlyDictionary<string, LedgerTable> tables)
{
    private readonly Dictionary<string, Dictionary<string, Dictionary<string, string>>> _rows = new(
        StringComparer.Ordinal
    );

    /// <summary>Carries out a record's changes. The answer says which cannot be; null if all can.</summary>
    public string? Add(LedgerRecord record)
    {
        foreach (var change in record.ReadChanges())
        {
            if (!tables.TryGetValue(change.Table, out var table))
            {
                return $"It changes '{change.Table}', which is no ledgered table.";
            }

            if (!Apply(table, change))
            {
                return $"It changes a row of '{change.Table}' that is not as it says.";
            }
        }

        return null;
    }

    /// <summary>The rows of a table by their keys, each with the columns that are not null.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> RowsOf(string table) => Rows(table);

    /// <summary>A row's key as the text that it is found by.</summary>
    public static string KeyOf(LedgerTable table, IReadOnlyDictionary<string, string> row) =>
        string.Join(
            ',',
            table.Key.Select(column => row.GetValueOrDefault(table.Columns[column].Name, LedgerValues.Null))
        );

    // A row that takes the place of another comes behind that one's deletion: changes are ordered so.
    private bool Apply(LedgerTable table, LedgerChange change)
    {
        var rows = Rows(change.Table);
        switch (change.Kind)
        {
            case ChangeKind.Delete:
                return rows.Remove(KeyOf(table, change.Key));
            case ChangeKind.Insert:
                return rows.TryAdd(KeyOf(table, change.Values), change.Values.ToDictionary());
            default:
                if (!rows.Remove(KeyOf(table, change.Key), out var row))
                {
                    return false;
                }

                foreach (var (column, value) in change.Values)
                {
                    Set(row, column, value);
                }

                return rows.TryAdd(KeyOf(table, row), row);
        }
    }

    private static void Set(Dictionary<string, string> row, string column, string value)
    {
        if (value == LedgerValues.Null)
        {
            row.Remove(column);
        }
        else
        {
            row[column] = value;
        }
    }

    private Dictionary<string, Dictionary<string, string>> Rows(string table)
    {
        if (!_rows.TryGetValue(table, out var rows))
        {
            _rows[table] = rows = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        }

        return rows;
    }
}
