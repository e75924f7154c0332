using System.Data.Common;
using Gradus.Data;
using Gradus.Data.Sqlite;
using Microsoft.Data.Sqlite;

namespace Gradus.Testing.Databases;

/// <summary>A SQLite file of its own in a temporary folder; a new one each time it is made ready.</summary>
public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-test-").FullName;
    private int _files;

    /// <summary>The file.</summary>
    public string File => Path.Join(_folder, $"gradus-{_files}.db");

    /// <inheritdoc/>
    public override Task<Database> OpenAsync(TimeProvider time) =>
        Task.FromResult<Database>(SqliteDatabase.Open(File, time));

    /// <inheritdoc/>
    public override async Task<DbConnection> ConnectAsync()
    {
        var address = new SqliteConnectionStringBuilder
        {
            DataSource = File,
            Pooling = false,
            ForeignKeys = true,
        };
        var connection = new SqliteConnection(address.ToString());
        await connection.OpenAsync();
        return connection;
    }

    private protected override async Task RenewAsync()
    {
        await CloseAsync();
        _files++;
    }

    private protected override Task RemoveAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
