using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Gradus.Data.Sqlite;

/// <summary>
/// One SQLite connection with its settings and its prepared statements. Used by one thread at a time.
/// </summary>
internal sealed partial class SqliteLink : IDisposable
{
    private const int MaxPrepared = 500;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);

    private SqliteLink(SqliteConnection connection) => _connection = connection;

    public static SqliteLink Open(string file, bool readOnly)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        var link = new SqliteLink(connection);
        link.Configure(readOnly);
        return link;
    }

    /// <summary>The statement, prepared once, with these parameters.</summary>
    public SqliteCommand Rent(string sql, (string Name, object? Value)[] parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            ForgetIfMany();
            command = _connection.CreateCommand();
            command.CommandText = Translate(sql);
            foreach (var (name, _) in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            _prepared.Add(sql, command);
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>Lets the connection's statements call a function, with any number of arguments.</summary>
    public void AddFunction(string name, delegate_function_scalar function)
    {
        var result = raw.sqlite3_create_function(_connection.Handle, name, -1, raw.SQLITE_UTF8, null, function);
        SqliteException.ThrowExceptionForRC(result, _connection.Handle);
    }

    public void Execute(string sql) => Rent(sql, []).ExecuteNonQuery();

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    // SQLite locks the whole file: row locks fall away. A bare parameter of LIMIT it would look into to plan by its value, and
    // so parse and plan the statement again for every value bound, which costs several times what the statement does.
    private static string Translate(string sql) => BareLimit().Replace(RowLock().Replace(sql, ""), "LIMIT $1 + 0");

    [GeneratedRegex(@"\bLIMIT (@\w+)")]
    private static partial Regex BareLimit();

    [GeneratedRegex(@"\bFOR (UPDATE|SHARE)( SKIP LOCKED)?\b")]
    private static partial Regex RowLock();

    // Searches make texts of their own; without a bound a client could make them without end.
    private void ForgetIfMany()
    {
        if (_prepared.Count < MaxPrepared)
        {
            return;
        }

        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _prepared.Clear();
    }

    private void Configure(bool readOnly)
    {
        Execute("PRAGMA busy_timeout = 5000");
        Execute("PRAGMA foreign_keys = ON");
        Execute("PRAGMA trusted_schema = OFF");
        Execute("PRAGMA case_sensitive_like = ON");
        if (!readOnly)
        {
            Execute("PRAGMA journal_mode = WAL");
            Execute("PRAGMA synchronous = FULL");
            // What a savepoint would restore is kept in memory: in a file it costs more than the log itself. Checkpoints are
            // rarer than by default, since they hold up the writer: the log grows to 16 MB.
            Execute("PRAGMA temp_store = MEMORY");
            Execute("PRAGMA wal_autocheckpoint = 4000");
            Assert("PRAGMA journal_mode", "wal");
            Assert("PRAGMA synchronous", "2");
        }

        Assert("PRAGMA foreign_keys", "1");
        Assert("SELECT 'a' LIKE 'A'", "0");
    }

    private void Assert(string sql, string expected)
    {
        var actual = Convert.ToString(Rent(sql, []).ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (actual != expected)
        {
            throw new DatabaseUnavailableException(
                $"SQLite answered '{actual}' to '{sql}'; Gradus needs '{expected}'."
            );
        }
    }
}
