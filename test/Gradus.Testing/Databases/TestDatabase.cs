using System.Data.Common;
using System.Globalization;
using Gradus.Data;

namespace Gradus.Testing.Databases;

/// <summary>
/// A throw-away database. A test class shares one, as a class fixture, and makes it ready before each test: as new, with the
/// default stages. It is gone when disposed.
/// </summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private Database? _database;

    /// <summary>Why this machine has no such database; null if it has.</summary>
    /// <exception cref="InvalidOperationException">It has none though it must (CI=true).</exception>
    public virtual string? Absence => null;

    /// <summary>The clock of every transaction of <see cref="Database"/>.</summary>
    public SettableClock Clock { get; } = new();

    /// <summary>The database as the product opens it.</summary>
    /// <exception cref="InvalidOperationException">It was not made ready.</exception>
    public Database Database => _database ?? throw new InvalidOperationException("Call ReadyAsync first.");

    /// <summary>Creates the database, or empties it, and sets the clock to where it began.</summary>
    public async Task ReadyAsync()
    {
        Clock.Now = SettableClock.Start;
        await RenewAsync();
        _database ??= await OpenAsync(Clock);
    }

    /// <summary>Closes <see cref="Database"/>, so that another server may open it.</summary>
    public async Task CloseAsync()
    {
        if (_database is { } database)
        {
            _database = null;
            await database.DisposeAsync();
        }
    }

    /// <summary>Opens the product's database once more, as a second server would.</summary>
    public abstract Task<Database> OpenAsync(TimeProvider time);

    /// <summary>A connection past the product, open.</summary>
    public abstract Task<DbConnection> ConnectAsync();

    /// <summary>Runs SQL past the product; answers how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a query past the product; answers each row as its columns' texts, joined by '|'.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            var cells = Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue);
            rows.Add(string.Join('|', cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await RemoveAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task RenewAsync();

    private protected abstract Task RemoveAsync();
}
