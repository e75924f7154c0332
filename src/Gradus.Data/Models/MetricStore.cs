using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;

namespace Gradus.Data.Models;

/// <summary>A metric logged for a version.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its value; NaN where that was logged.</param>
/// <param name="LoggedBy">Who logged it.</param>
/// <param name="LoggedAt">When.</param>
public sealed record LoggedMetric(string Key, double Value, string LoggedBy, DateTimeOffset LoggedAt);

/// <summary>Metrics that are logged for versions, e.g. by the program that trained them.</summary>
public sealed class MetricStore(Database database)
{
    private const string PutSql = """
        INSERT INTO version_metrics (model, version, key, value, logged_by, logged_at)
        VALUES (@model, @version, @key, @value, @actor, @now)
        ON CONFLICT (model, version, key) DO UPDATE
        SET value = excluded.value, logged_by = excluded.logged_by, logged_at = excluded.logged_at
        """;

    private const string ListSql = """
        SELECT key, value, logged_by, logged_at FROM version_metrics
        WHERE model = @model AND version = @version
        ORDER BY key
        """;

    /// <summary>Logs metrics; one that was logged before gets the new value.</summary>
    public Task<Result<IReadOnlyList<LoggedMetric>>> LogAsync(
        string model,
        int version,
        IReadOnlyDictionary<string, double> metrics,
        Caller caller
    ) =>
        database.WriteAsync<IReadOnlyList<LoggedMetric>>(async session =>
        {
            session.Declare(caller, LedgerAction.MetricLog, Subjects.Version(model, version));
            if (await session.LockAsync(model) is { } missing)
            {
                return missing;
            }

            if (!(await session.GetVersionAsync(model, version)).Try(out _, out var error))
            {
                return error;
            }

            // Gates judge on them, as on the reports of checks.
            if (
                (await session.GetPolicyAsync()).Policy.Forbids(caller, PolicyAction.ReportCheck, model) is
                { } forbidden
            )
            {
                return forbidden;
            }

            foreach (var (key, value) in metrics)
            {
                await session.ExecuteAsync(
                    PutSql,
                    ("@model", model),
                    ("@version", version),
                    ("@key", key),
                    ("@value", Kept(value)),
                    ("@actor", caller.Actor),
                    ("@now", session.Now.ToUnixTimeMilliseconds())
                );
            }

            return await ListAsync(session, model, version);
        });

    /// <summary>The metrics logged for a version, by name.</summary>
    public Task<Result<IReadOnlyList<LoggedMetric>>> ListAsync(
        string model,
        int version,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<IReadOnlyList<LoggedMetric>>>(
            async session =>
                !await session.ModelExistsAsync(model) ? Error.ModelNotFound(model)
                : !(await session.GetVersionAsync(model, version)).Try(out ModelVersion? _, out var error) ? error
                : await ListAsync(session, model, version),
            cancellationToken
        );

    private static Task<List<LoggedMetric>> ListAsync(Session session, string model, int version) =>
        session.ListAsync(
            ListSql,
            row => new LoggedMetric(
                row.GetString(0),
                row.IsDBNull(1) ? double.NaN : row.GetDouble(1),
                row.GetString(2),
                row.GetTime(3)
            ),
            ("@model", model),
            ("@version", version)
        );

    // NaN has no place in a column; zero has no sign, which one of the databases keeps and the other does not.
    private static double? Kept(double value) =>
        double.IsNaN(value) ? null
        : value == 0 ? 0
        : value;
}
