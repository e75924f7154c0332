using System.Data.Common;
using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Backups;
using Gradus.Data.Artifacts;
using Gradus.Data.Ledger;

namespace Gradus.Data.Backups;

/// <summary>What was written of a registry.</summary>
/// <param name="Ledger">Where its ledger ended.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Blobs">Every blob that they name, with its size where it is known.</param>
/// <param name="Store">The id of the artifact store that the rows speak of; null if they speak of none yet.</param>
public sealed record BackupContent(LedgerEnd Ledger, long Rows, IReadOnlyList<BackupBlob> Blobs, string? Store);

/// <summary>Writes all rows of a registry as lines, from one snapshot, while others go on writing.</summary>
public sealed class BackupDump(Database database)
{
    // A large table takes longer to read than any other statement may.
    private const string NoTimeoutSql = "SET LOCAL statement_timeout = 0";

    private const string BlobsSql = """
        SELECT digest, MAX(size) FROM (
            SELECT digest, size FROM manifest_files
            UNION ALL
            SELECT digest, size FROM artifacts
            UNION ALL
            SELECT digest, size FROM datasets
            UNION ALL
            SELECT output, output_size FROM evaluations WHERE output IS NOT NULL
            UNION ALL
            SELECT dataset, NULL FROM work WHERE dataset IS NOT NULL
            UNION ALL
            SELECT dataset, NULL FROM promotions WHERE dataset IS NOT NULL AND closed_at IS NULL
        ) named
        GROUP BY digest
        ORDER BY digest
        """;

    /// <summary>Writes header, tables and rows. The lines of blobs and the end are the caller's.</summary>
    public Task<BackupContent> WriteAsync(TextWriter lines, CancellationToken cancellationToken) =>
        database.ReadAsync(session => WriteAsync(session, lines), cancellationToken);

    private static async Task<BackupContent> WriteAsync(Session session, TextWriter lines)
    {
        if (session.IsPostgres)
        {
            await session.ExecuteAsync(NoTimeoutSql);
        }

        await lines.WriteLineAsync(new BackupHeader(session.Now, await session.ListMigrationsAsync()).ToJson());
        var identities = await session.ListIdentitiesAsync();
        var rows = 0L;
        foreach (var table in await session.ListBackupTablesAsync())
        {
            var columns = table.Columns.Select(column => column.Name).ToList();
            long? last = identities.TryGetValue(table.Name, out var number) ? number : null;
            await lines.WriteLineAsync(new BackupTable(table.Name, columns, last).ToJson());
            rows += await WriteRowsAsync(session, table, lines);
        }

        var head = (await session.FindLedgerHeadAsync())!;
        return new BackupContent(
            new LedgerEnd(head.Origin, head.Edge),
            rows,
            await session.ListAsync(BlobsSql, MapBlob),
            await session.FindStoreIdAsync()
        );
    }

    private static async Task<long> WriteRowsAsync(Session session, LedgerTable table, TextWriter lines)
    {
        var rows = 0L;
        await session.ForEachRowAsync(
            table,
            values =>
            {
                lines.WriteLine(new BackupRow(values).ToJson());
                rows++;
            }
        );
        return rows;
    }

    private static BackupBlob MapBlob(DbDataReader row) =>
        new(
            Digest.Parse(row.GetString(0)).Value,
            row.IsDBNull(1) ? null : Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture)
        );
}
