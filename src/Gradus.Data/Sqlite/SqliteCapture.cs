using System.Text;
using Gradus.Core.Ledger;
using Gradus.Data.Ledger;
using SQLitePCL;

namespace Gradus.Data.Sqlite;

/// <summary>
/// Triggers that tell a change set of every row that changes, also by a cascade. They are temporary, so they belong to the
/// connection, and so they may call a function of the connection though the schema is not trusted.
/// </summary>
internal sealed class SqliteCapture
{
    private const string Function = "gradus_note";

    private enum Kind
    {
        Insert,
        Update,
        Delete,
    }

    private readonly IReadOnlyList<LedgerTable> _tables;
    private readonly ChangeSet _changes;

    private SqliteCapture(IReadOnlyList<LedgerTable> tables, ChangeSet changes)
    {
        _tables = tables;
        _changes = changes;
    }

    /// <summary>Registers the function and sets a trigger for each table and kind of change.</summary>
    public static void Install(SqliteLink link, IReadOnlyList<LedgerTable> tables, ChangeSet changes)
    {
        var capture = new SqliteCapture(tables, changes);
        link.AddFunction(Function, capture.Note);
        for (var i = 0; i < tables.Count; i++)
        {
            foreach (var kind in Enum.GetValues<Kind>())
            {
                link.Execute(Trigger(tables[i], i, kind));
            }
        }
    }

    private static string Trigger(LedgerTable table, int index, Kind kind)
    {
        var columns = table.Columns.Select(column => column.Name).ToList();
        var before = kind == Kind.Delete ? table.Key.Select(column => columns[column]) : columns;
        IEnumerable<string> arguments =
        [
            $"{index}",
            $"{(int)kind}",
            .. kind == Kind.Insert ? [] : before.Select(column => $"OLD.{column}"),
            .. kind == Kind.Delete ? [] : columns.Select(column => $"NEW.{column}"),
        ];
        return $"""
            CREATE TEMP TRIGGER gradus_{table.Name}_{kind} AFTER {kind} ON main.{table.Name}
            BEGIN
                SELECT {Function}({string.Join(", ", arguments)});
            END
            """;
    }

    // The arguments: the table's number, the kind, then the row before, of a deleted one its key, and the row after.
    private void Note(sqlite3_context context, object data, sqlite3_value[] arguments)
    {
        var table = _tables[raw.sqlite3_value_int(arguments[0])];
        var values = arguments.AsSpan(2);
        switch ((Kind)raw.sqlite3_value_int(arguments[1]))
        {
            case Kind.Insert:
                _changes.Insert(table, Read(values));
                break;
            case Kind.Delete:
                _changes.Delete(table, Read(values));
                break;
            default:
                NoteUpdate(table, values[..table.Columns.Count], values[table.Columns.Count..]);
                break;
        }

        raw.sqlite3_result_null(context);
    }

    private void NoteUpdate(LedgerTable table, Span<sqlite3_value> before, Span<sqlite3_value> after)
    {
        var changes = new List<(int, string, string)>();
        for (var i = 0; i < before.Length; i++)
        {
            if (!AreSame(before[i], after[i]))
            {
                changes.Add((i, Read(before[i]), Read(after[i])));
            }
        }

        if (changes.Count == 0)
        {
            return;
        }

        var key = new string[table.Key.Count];
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = Read(before[table.Key[i]]);
        }

        _changes.Update(table, key, changes);
    }

    private static string[] Read(Span<sqlite3_value> values)
    {
        var read = new string[values.Length];
        for (var i = 0; i < read.Length; i++)
        {
            read[i] = Read(values[i]);
        }

        return read;
    }

    private static bool AreSame(sqlite3_value a, sqlite3_value b) =>
        raw.sqlite3_value_type(a) is var type
        && type == raw.sqlite3_value_type(b)
        && type switch
        {
            raw.SQLITE_INTEGER => raw.sqlite3_value_int64(a) == raw.sqlite3_value_int64(b),
            raw.SQLITE_FLOAT => raw.sqlite3_value_double(a).Equals(raw.sqlite3_value_double(b)),
            raw.SQLITE_TEXT => raw.sqlite3_value_blob(a).SequenceEqual(raw.sqlite3_value_blob(b)),
            _ => true,
        };

    private static string Read(sqlite3_value value) =>
        raw.sqlite3_value_type(value) switch
        {
            raw.SQLITE_INTEGER => CanonicalJson.Whole(raw.sqlite3_value_int64(value)),
            raw.SQLITE_FLOAT => CanonicalJson.Number(raw.sqlite3_value_double(value)),
            raw.SQLITE_TEXT => LedgerValues.OfText(Encoding.UTF8.GetString(raw.sqlite3_value_blob(value))),
            _ => LedgerValues.Null,
        };
}
