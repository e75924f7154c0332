using System.Text.Json;
using Gradus.Core.Ledger;
using Gradus.Data.Ledger;

namespace Gradus.Data.Postgres;

/// <summary>
/// Triggers that note every row that changes, also by a cascade, in settings that last as long as the transaction. A setting
/// takes some kilobytes of notes before the next one is begun, since adding to one copies it.
/// </summary>
internal static class PostgresCapture
{
    private const string FunctionSql = """
        CREATE OR REPLACE FUNCTION gradus_note() RETURNS trigger LANGUAGE plpgsql AS $function$
        DECLARE
            part text := COALESCE(NULLIF(current_setting('gradus.part', true), ''), '0');
            held text := COALESCE(current_setting('gradus.rows' || part, true), '');
        BEGIN
            IF length(held) > 16000 THEN
                part := (part::int + 1)::text;
                held := '';
                part := set_config('gradus.part', part, true);
            END IF;
            held := set_config('gradus.rows' || part, held
                || '["' || TG_TABLE_NAME || '",'
                || CASE TG_OP WHEN 'INSERT' THEN 'null' ELSE row_to_json(OLD)::text END || ','
                || CASE TG_OP WHEN 'DELETE' THEN 'null' ELSE row_to_json(NEW)::text END || E']\n', true);
            RETURN NULL;
        END
        $function$
        """;

    private const string ExistingSql = """
        SELECT tgrelid::regclass::text FROM pg_trigger
        WHERE tgname = 'gradus_ledger_update'
        """;

    /// <summary>Whether the transaction has noted anything.</summary>
    public const string AnySql = "COALESCE(current_setting('gradus.rows0', true), '') <> ''";

    /// <summary>All that the transaction has noted, a row a line.</summary>
    public const string NotesSql = """
        (SELECT string_agg(current_setting('gradus.rows' || i, true), '' ORDER BY i)
         FROM generate_series(0, COALESCE(NULLIF(current_setting('gradus.part', true), ''), '0')::int) i)
        """;

    /// <summary>Sets the triggers that are missing.</summary>
    public static async Task InstallAsync(Session session, IReadOnlyList<LedgerTable> tables)
    {
        await session.ExecuteAsync(FunctionSql);
        var existing = await session.ListAsync(ExistingSql, row => row.GetString(0));
        foreach (var table in tables.Where(table => !existing.Contains(table.Name)))
        {
            await session.ExecuteAsync(
                $"""
                CREATE TRIGGER gradus_ledger AFTER INSERT OR DELETE ON {table.Name}
                FOR EACH ROW EXECUTE FUNCTION gradus_note()
                """
            );
            await session.ExecuteAsync(
                $"""
                CREATE TRIGGER gradus_ledger_update AFTER UPDATE ON {table.Name}
                FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION gradus_note()
                """
            );
        }
    }

    /// <summary>Reads what a transaction has noted.</summary>
    public static void Read(string notes, IReadOnlyDictionary<string, LedgerTable> tables, ChangeSet changes)
    {
        foreach (var line in notes.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var note = JsonDocument.Parse(line);
            var (name, before, after) = (note.RootElement[0].GetString()!, note.RootElement[1], note.RootElement[2]);
            // A table that came with a newer server, which has begun to note its changes.
            var table = tables.TryGetValue(name, out var known) ? known : throw Unknown(name);
            Note(table, before, after, changes);
        }
    }

    private static void Note(LedgerTable table, JsonElement before, JsonElement after, ChangeSet changes)
    {
        if (before.ValueKind == JsonValueKind.Null)
        {
            changes.Insert(table, [.. table.Columns.Select(column => Value(after, column))]);
            return;
        }

        string[] key = [.. table.Key.Select(column => Value(before, table.Columns[column]))];
        if (after.ValueKind == JsonValueKind.Null)
        {
            changes.Delete(table, key);
            return;
        }

        var changed = new List<(int, string, string)>();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            if (before.GetProperty(column.Name).GetRawText() != after.GetProperty(column.Name).GetRawText())
            {
                changed.Add((i, Value(before, column), Value(after, column)));
            }
        }

        changes.Update(table, key, changed);
    }

    private static string Value(JsonElement row, LedgerColumn column)
    {
        var value = row.GetProperty(column.Name);
        return value.ValueKind switch
        {
            JsonValueKind.Number when column.IsReal => CanonicalJson.Number(value.GetDouble()),
            JsonValueKind.Number => CanonicalJson.Whole(value.GetInt64()),
            JsonValueKind.String => LedgerValues.OfText(value.GetString()!),
            _ => LedgerValues.Null,
        };
    }

    private static DatabaseUnavailableException Unknown(string table) =>
        new($"Table {table} came with a newer Gradus; this one cannot write to it any more. Update this server.");
}
