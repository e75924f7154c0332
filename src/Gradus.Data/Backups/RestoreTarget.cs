using Gradus.Core.Backups;
using Gradus.Data.Ledger;

namespace Gradus.Data.Backups;

/// <summary>
/// An empty registry that rows are put into, in one transaction: without <see cref="CommitAsync"/> nothing of it stays.
/// </summary>
public abstract class RestoreTarget : IAsyncDisposable
{
    private protected RestoreTarget() { }

    /// <summary>The transaction.</summary>
    internal abstract Session Session { get; }

    /// <summary>Makes all that was put in durable and visible.</summary>
    public abstract Task CommitAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Begins a table.</summary>
    internal abstract Task BeginTableAsync(LedgerTable table);

    /// <summary>Puts a row into the table that was begun last.</summary>
    internal abstract Task AddAsync(IReadOnlyList<object?> values);

    /// <summary>Ends the table; rows that come later get higher numbers than the last one given.</summary>
    internal abstract Task EndTableAsync(long? lastIdentity);

    /// <summary>Takes away the rows that come with the schema, which a backup has too.</summary>
    internal async Task<IReadOnlyDictionary<string, LedgerTable>> ClearAsync()
    {
        var tables = await Session.ListBackupTablesAsync();
        foreach (var table in tables.Reverse())
        {
            await Session.ExecuteAsync($"DELETE FROM {table.Name}");
        }

        return tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
    }

    /// <summary>Refuses a registry that has a ledger already.</summary>
    /// <exception cref="BackupException">It has one.</exception>
    private protected async Task AssertEmptyAsync()
    {
        if (await Session.FindLedgerHeadAsync() is { } head)
        {
            throw new BackupException(
                $"The database holds a registry already, with a ledger of {head.Edge.Size} records; restore or move into an empty one."
            );
        }
    }

    /// <summary>A row's values as the table's columns take them.</summary>
    private protected static IEnumerable<object?> Fit(LedgerTable table, IReadOnlyList<object?> values) =>
        values.Select(
            (value, i) =>
                table.Columns[i].IsReal && BackupValues.ToReal(value) is { } real
                    ? Convert.ToDouble(real, System.Globalization.CultureInfo.InvariantCulture)
                    : value
        );
}

/// <summary>A backup cannot be made, read or restored. The message is one sentence for people.</summary>
public sealed class BackupException(string message) : Exception(message);
