using System.Data.Common;
using System.Diagnostics;

namespace Gradus.Load.Ceilings;

/// <summary>
/// The ceiling of writes: a hand-written program on one connection of its own that does the least a transition or a new version
/// needs, prepared, in one durable transaction after another. No server, no wire, no waiting for anybody.
/// </summary>
internal sealed class BareWriter : IDisposable
{
    private const string Model = "bare";

    private const string CreateModelSql = """
        INSERT INTO models (name, life, last_version, created_at, updated_at)
        VALUES (@model, 'l', 0, @now, @now)
        """;

    private const string BumpSql = """
        UPDATE models SET updated_at = @now
        WHERE name = @model
        RETURNING updated_at
        """;

    private const string VersionSql = """
        SELECT stage, status, source, run_id, created_at FROM versions
        WHERE model = @model AND number = @number
        """;

    private const string HoldersSql = """
        SELECT number FROM versions
        WHERE model = @model AND stage = @stage
        """;

    private const string EnterSql = """
        UPDATE versions SET stage = @stage, updated_at = @now
        WHERE model = @model AND number = @number
        """;

    private const string RecordSql = """
        INSERT INTO transitions (life, model, version, from_stage, to_stage, at, actor, reason, request_id, kind)
        VALUES ('l', @model, @number, 'None', @stage, @now, 'bare', '', '', 'move')
        RETURNING id
        """;

    private const string NextNumberSql = """
        UPDATE models SET last_version = last_version + 1, updated_at = @now
        WHERE name = @model
        RETURNING last_version
        """;

    private const string InsertVersionSql = """
        INSERT INTO versions (
            model, number, stage, status, description, source, storage_location, run_id, run_link, created_by, created_at,
            updated_at)
        VALUES (@model, @number, 'None', 'ready', '', 's3://bare/1', 's3://bare/1', '', '', 'bare', @now, @now)
        """;

    private const string InsertTagSql = """
        INSERT INTO version_tags (model, version, key, value)
        VALUES (@model, @number, 'batch', 'b-1')
        """;

    private static readonly string[] ParameterNames = ["@model", "@number", "@stage", "@now"];

    private readonly DbConnection _connection;
    private readonly Dictionary<string, DbCommand> _prepared = [];
    private long _now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <param name="connection">Open, on an empty registry, set to make every commit durable.</param>
    public BareWriter(DbConnection connection)
    {
        _connection = connection;
        using (var transaction = _connection.BeginTransaction())
        {
            Run(transaction, CreateModelSql, 0, "");
            transaction.Commit();
        }

        CreateVersion();
    }

    /// <summary>Moves one version to and fro; transactions a second.</summary>
    public double TransitionsFor(TimeSpan duration)
    {
        var toStaging = true;
        return RepeatFor(
            duration,
            () =>
            {
                Transition(toStaging ? "Staging" : "Production");
                toStaging = !toStaging;
            }
        );
    }

    /// <summary>Adds versions to one model; transactions a second.</summary>
    public double CreationsFor(TimeSpan duration) => RepeatFor(duration, CreateVersion);

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private static double RepeatFor(TimeSpan duration, Action act)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            act();
            count++;
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private void Transition(string stage)
    {
        _now++;
        using var transaction = _connection.BeginTransaction();
        Run(transaction, BumpSql, 1, stage);
        Run(transaction, VersionSql, 1, stage);
        Run(transaction, HoldersSql, 1, stage);
        Run(transaction, EnterSql, 1, stage);
        Run(transaction, RecordSql, 1, stage);
        transaction.Commit();
    }

    private void CreateVersion()
    {
        _now++;
        using var transaction = _connection.BeginTransaction();
        var number = Run(transaction, NextNumberSql, 0, "")!.Value;
        Run(transaction, InsertVersionSql, number, "");
        Run(transaction, InsertTagSql, number, "");
        Run(transaction, RecordSql, number, "None");
        transaction.Commit();
    }

    // The first number of the first row, if there is one.
    private long? Run(DbTransaction transaction, string sql, long number, string stage)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = Prepare(sql);
            _prepared.Add(sql, command);
        }

        command.Transaction = transaction;
        foreach (DbParameter parameter in command.Parameters)
        {
            parameter.Value = parameter.ParameterName switch
            {
                "@model" => Model,
                "@number" => number,
                "@stage" => stage,
                _ => _now,
            };
        }

        return command.ExecuteScalar() as long?;
    }

    private DbCommand Prepare(string sql)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in ParameterNames.Where(sql.Contains))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = name is "@model" or "@stage" ? System.Data.DbType.String : System.Data.DbType.Int64;
            command.Parameters.Add(parameter);
        }

        command.Prepare();
        return command;
    }
}
