using System.Data.Common;

namespace Gradus.Data.Sqlite;

/// <summary>A transaction on one SQLite connection. Its calls complete synchronously.</summary>
internal sealed class SqliteSession(SqliteLink link, DateTimeOffset now) : Session(now)
{
    internal override bool IsPostgres => false;

    private protected override DbCommand Rent(string sql, (string Name, object? Value)[] parameters) =>
        link.Rent(sql, parameters);

    private protected override void Return(DbCommand command)
    {
        // The command stays prepared in the link; its reader was closed by whoever read.
    }
}
