using Gradus.Core;
using Gradus.Core.Ledger;

namespace Gradus.Data.Ledger;

/// <summary>
/// The ledger's first records: what the registry held when the ledger began, such as the stages that come with the schema.
/// So the ledger alone says all that the tables say.
/// </summary>
internal static class LedgerGenesis
{
    private static readonly Deed Beginning = new(Caller.Itself(""), LedgerAction.LedgerBegin, "ledger");

    /// <summary>Lets the ledger begin, if it has not.</summary>
    public static async Task EnsureLedgerAsync(this Session session, IReadOnlyList<LedgerTable> tables)
    {
        if (await session.FindLedgerHeadAsync() is not null)
        {
            return;
        }

        var changes = new ChangeSet();
        foreach (var table in tables)
        {
            await session.ForEachRowAsync(table, values => changes.Insert(table, [.. values.Select(LedgerValues.Of)]));
        }

        var append = LedgerAppend.Make(await session.BeginLedgerAsync(), Beginning, changes, session.Now);
        await session.KeepLedgerAsync(append);
        await session.SaveLedgerHeadAsync(append.Head);
    }

    /// <summary>Hands over every row of a table, its columns in the table's order.</summary>
    public static Task ForEachRowAsync(this Session session, LedgerTable table, Action<object?[]> take)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        return session.ForEachAsync(
            $"SELECT {columns} FROM {table.Name}",
            row =>
                take([
                    .. Enumerable.Range(0, table.Columns.Count).Select(i => row.IsDBNull(i) ? null : row.GetValue(i)),
                ])
        );
    }
}
