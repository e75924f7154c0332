using Gradus.Core.Faults;
using Gradus.Data;
using Gradus.Data.Backups;
using Gradus.Data.Postgres;
using Gradus.Data.Sqlite;
using Gradus.Server.Hosting;

namespace Gradus.Server.Backups;

/// <summary>Where a registry's rows are or are to be: in PostgreSQL, or in the SQLite file of a data folder.</summary>
/// <param name="Data">The data folder.</param>
/// <param name="Address">PostgreSQL's address; null for the SQLite file.</param>
internal sealed record RegistryPlace(string Data, string? Address)
{
    /// <summary>The SQLite file.</summary>
    public string File => DataFolder.SqliteIn(Data);

    /// <summary>As people call it.</summary>
    public override string ToString() => Address is null ? File : "PostgreSQL";

    private string Draft => File + ".restoring";

    /// <summary>Opens the registry, which no server may have open.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be opened, or a server has it.</exception>
    /// <exception cref="BackupException">There is none.</exception>
    public async Task<Database> OpenAsync()
    {
        if (Address is { } address)
        {
            var keywords = PostgresAddress.ToKeywords(address);
            await PostgresDatabase.AssertNobodyServesAsync(keywords);
            return await PostgresDatabase.OpenAsync(keywords, TimeProvider.System);
        }

        return System.IO.File.Exists(File)
            ? SqliteDatabase.Open(File, TimeProvider.System)
            : throw new BackupException($"There is no registry in {Data}: {File} is missing.");
    }

    /// <summary>Begins to make the registry.</summary>
    /// <exception cref="BackupException">There is one already.</exception>
    public async Task<RestoreTarget> CreateAsync()
    {
        if (Address is { } address)
        {
            return await PostgresRestore.OpenAsync(PostgresAddress.ToKeywords(address), TimeProvider.System);
        }

        if (System.IO.File.Exists(File))
        {
            throw new BackupException($"There is a registry in {Data} already: {File}.");
        }

        System.IO.File.Delete(Draft);
        return SqliteRestore.Create(Draft, TimeProvider.System);
    }

    /// <summary>Makes what was put in the registry of this place. Before it nothing is there to be served.</summary>
    public async Task CompleteAsync(RestoreTarget target)
    {
        await target.CommitAsync();
        Failpoints.Pass(Failpoint.RestoreCommitted);
        await target.DisposeAsync();
        if (Address is null)
        {
            System.IO.File.Move(Draft, File);
        }
    }
}
