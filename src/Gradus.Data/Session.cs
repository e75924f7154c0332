using System.Data.Common;
using Gradus.Core;
using Gradus.Core.Ledger;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Data.Ledger;

namespace Gradus.Data;

/// <summary>
/// One transaction's view of the database: runs statements that both SQLite and PostgreSQL understand. Parameters are
/// written <c>@name</c>; values are <see cref="long"/>, <see cref="int"/>, <see cref="double"/>, <see cref="string"/> or null.
/// </summary>
public abstract class Session
{
    private readonly HashSet<string> _touchedModels = new(StringComparer.Ordinal);

    private protected Session(DateTimeOffset now) =>
        Now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());

    /// <summary>The transaction's time, in whole milliseconds.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Whether it is PostgreSQL's: the catalogs of the two databases differ.</summary>
    internal abstract bool IsPostgres { get; }

    /// <summary>The policy in force, once it was asked for: it stays the same for the transaction.</summary>
    internal PolicyRevision? Policy { get; set; }

    /// <summary>The stages, once they were asked for; null again once they may have changed.</summary>
    internal StageCatalog? Stages { get; set; }

    /// <summary>The models whose rows the transaction changes: whoever caches them learns it when it commits.</summary>
    internal IReadOnlyCollection<string> TouchedModels => _touchedModels;

    /// <summary>The stages whose rows the transaction has locked for itself.</summary>
    internal HashSet<string> HeldStages { get; } = new(StringComparer.Ordinal);

    /// <summary>What the transaction does, once it was said.</summary>
    internal Deed? Deed { get; private set; }

    /// <summary>
    /// Says what the transaction does: its record in the ledger begins so. Every write that changes what is ledgered says it
    /// once.
    /// </summary>
    /// <param name="caller">Who wants it, by which request.</param>
    /// <param name="action">What it does.</param>
    /// <param name="subject">To what, as <see cref="Subjects"/> calls it.</param>
    /// <exception cref="InvalidOperationException">It was said already.</exception>
    internal void Declare(Caller caller, LedgerAction action, string subject) =>
        Deed = Deed is null
            ? new Deed(caller, action, subject)
            : throw new InvalidOperationException($"The write is {Deed.Action} already, so it cannot be {action}.");

    /// <summary>Notes that a model, or one of its versions, tags or aliases, changes in this transaction.</summary>
    internal void Touch(string model) => _touchedModels.Add(model);

    /// <summary>Runs a statement; answers how many rows it changed.</summary>
    internal async Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = Rent(sql, parameters);
        try
        {
            return await command.ExecuteNonQueryAsync();
        }
        finally
        {
            Return(command);
        }
    }

    /// <summary>Runs a query; hands over every row.</summary>
    internal async Task ForEachAsync(
        string sql,
        Action<DbDataReader> take,
        params (string Name, object? Value)[] parameters
    )
    {
        var command = Rent(sql, parameters);
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                take(reader);
            }
        }
        finally
        {
            Return(command);
        }
    }

    /// <summary>Runs a query; answers every row, mapped.</summary>
    internal async Task<List<T>> ListAsync<T>(
        string sql,
        Func<DbDataReader, T> map,
        params (string Name, object? Value)[] parameters
    )
    {
        var rows = new List<T>();
        await ForEachAsync(sql, row => rows.Add(map(row)), parameters);
        return rows;
    }

    /// <summary>Runs a query; answers its first row, mapped, or null.</summary>
    internal async Task<T?> FindAsync<T>(
        string sql,
        Func<DbDataReader, T> map,
        params (string Name, object? Value)[] parameters
    )
        where T : class
    {
        var rows = await ListAsync(sql, map, parameters);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>Runs a query whose first row's first column is a number; null if it is null, or there is no row.</summary>
    internal async Task<long?> FindNumberAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        var rows = await ListAsync(sql, row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), parameters);
        return rows.Count > 0 ? rows[0] : null;
    }

    private protected abstract DbCommand Rent(string sql, (string Name, object? Value)[] parameters);

    private protected abstract void Return(DbCommand command);
}
