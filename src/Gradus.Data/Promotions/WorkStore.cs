using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Core.Work;
using Gradus.Data.Artifacts;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;

namespace Gradus.Data.Promotions;

/// <summary>A piece of work in a worker's hands.</summary>
/// <param name="Id">The work's id.</param>
/// <param name="Lease">Proves who holds it.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Manifest">The files to do it on.</param>
/// <param name="Task">What to do.</param>
/// <param name="Incumbent">The files of the version that it compares with; null if there is none, or it is gone.</param>
/// <param name="Runner">The policy's runner that it was handed out for; null for a worker.</param>
public sealed record LeasedWork(
    long Id,
    string Lease,
    int Attempt,
    Manifest Manifest,
    WorkTask Task,
    Manifest? Incumbent,
    JobRunner? Runner = null
);

/// <summary>How much there is to do.</summary>
/// <param name="Waiting">Pieces of work that no worker holds.</param>
/// <param name="Taken">Pieces of work that one does.</param>
/// <param name="ForRunners">How many of those that wait name a runner.</param>
public sealed record WorkCount(long Waiting, long Taken, long ForRunners);

/// <summary>
/// What workers have to do. A worker that stops reporting loses its lease, and another gets the work; after some such losses
/// the work is given up, since it seems to be what ends the workers.
/// </summary>
public sealed class WorkStore(Database database)
{
    private const string CountSql = """
        SELECT
            COUNT(CASE WHEN lease_until IS NULL OR lease_until < @now THEN 1 END),
            COUNT(CASE WHEN lease_until >= @now THEN 1 END),
            COUNT(CASE WHEN (lease_until IS NULL OR lease_until < @now) AND runner IS NOT NULL THEN 1 END)
        FROM work
        """;

    /// <summary>How long a lease holds without a heartbeat.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);

    private const int MaxAttempts = 3;

    private const string ForJobsSql = "runner IS NOT NULL AND @runners LIKE '%|' || runner || '|%'";

    // Whoever asked a runner that the policy does not know any more is served by a worker.
    private const string ForWorkersSql = "(runner IS NULL OR @runners NOT LIKE '%|' || runner || '|%')";

    private static readonly string LeaseForJobsSql = LeaseSql(ForJobsSql);
    private static readonly string LeaseForWorkersSql = LeaseSql(ForWorkersSql);

    private const string RenewSql = """
        UPDATE work SET lease_until = @until
        WHERE id = @id AND lease = @lease
        """;

    private const string HeldSql = """
        SELECT spec FROM work
        WHERE id = @id AND lease = @lease
        """;

    private const string FindLeasedSql = """
        SELECT id, manifest, spec, attempt, lease, runner FROM work
        WHERE id = @id AND lease = @lease
        """;

    private const string TakeBackSql = """
        DELETE FROM work
        WHERE id = @id AND lease = @lease
        RETURNING id, manifest, spec, attempt, lease, runner
        """;

    /// <summary>How much work there is that no worker holds, and how much one does.</summary>
    public Task<WorkCount> CountAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(
            async session =>
                (
                    await session.FindAsync(
                        CountSql,
                        row => new WorkCount(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
                        ("@now", session.Now.ToUnixTimeMilliseconds())
                    )
                )!,
            cancellationToken
        );

    /// <summary>Gives a worker the oldest piece of work that nobody holds; null if there is none.</summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="lease">A fresh unguessable text that proves the holding.</param>
    /// <param name="forJobs">Whether it is a dispatcher who asks, for what the policy's runners shall do.</param>
    public async Task<LeasedWork?> LeaseAsync(string worker, string lease, bool forJobs = false) =>
        (
            await database.WriteAsync<LeasedWork?>(async session =>
            {
                session.Declare(Caller.Itself(""), LedgerAction.EvaluationKeep, "work");
                var runners = (await session.GetPolicyAsync()).Policy.Runners;
                for (; ; )
                {
                    var row = await LeaseOldestAsync(session, worker, lease, runners.Keys, forJobs);
                    Failpoints.Pass(Failpoint.WorkLeased);
                    if (row is null)
                    {
                        return (LeasedWork?)null;
                    }

                    if (!forJobs && row.Task.Place is not null)
                    {
                        await DropAsync(session, row);
                    }
                    else if (row.Attempt > MaxAttempts)
                    {
                        await GiveUpAsync(session, row);
                    }
                    else
                    {
                        return await LoadAsync(session, row) with { Runner = forJobs ? runners[row.Runner!] : null };
                    }
                }
            })
        ).Value;

    /// <summary>Prolongs a lease; false if it was lost.</summary>
    public async Task<bool> RenewAsync(long id, string lease) =>
        (
            await database.WriteAsync<bool>(async session =>
                await session.ExecuteAsync(
                    RenewSql,
                    ("@id", id),
                    ("@lease", lease),
                    ("@until", (session.Now + LeaseTime).ToUnixTimeMilliseconds())
                ) == 1
            )
        ).Value;

    /// <summary>What a piece of work is; null if it is not held under this lease.</summary>
    public Task<WorkTask?> FindHeldAsync(long id, string lease, CancellationToken cancellationToken) =>
        database.QueryAsync(
            session =>
                session.FindAsync(
                    HeldSql,
                    row => JsonSerializer.Deserialize(row.GetString(0), DataJson.Default.WorkTask)!,
                    ("@id", id),
                    ("@lease", lease)
                ),
            cancellationToken
        );

    /// <summary>A piece of work as it was handed out; null if it is not held under this lease.</summary>
    public Task<LeasedWork?> FindLeasedAsync(long id, string lease, CancellationToken cancellationToken) =>
        database.QueryAsync(
            async session =>
                await session.FindAsync(FindLeasedSql, Map, ("@id", id), ("@lease", lease)) is { } row
                    ? await LoadAsync(session, row)
                    : null,
            cancellationToken
        );

    /// <summary>Takes the outcome of a piece of work: the evidence is kept and the work is done. Only its holder may.</summary>
    /// <param name="id">The work's id.</param>
    /// <param name="lease">The lease under which it was done.</param>
    /// <param name="outcome">The evidence, made from what the work was about.</param>
    public Task<Result<Evaluation>> CompleteAsync(
        long id,
        string lease,
        Func<Digest, WorkTask, Result<Evaluation>> outcome
    ) =>
        database.WriteAsync<Evaluation>(async session =>
        {
            var row = await session.FindAsync(TakeBackSql, Map, ("@id", id), ("@lease", lease));
            if (row is null)
            {
                return Error.Conflict(
                    "This work is not in your hands any more.",
                    id.ToString(CultureInfo.InvariantCulture)
                );
            }

            Failpoints.Pass(Failpoint.WorkTakenBack);
            if (!outcome(row.Artifact, row.Task).Try(out var evaluation, out var error))
            {
                return error;
            }

            session.Declare(
                new Caller(evaluation.Worker, ""),
                LedgerAction.EvaluationKeep,
                Subjects.Evaluation(evaluation.Id)
            );
            await session.KeepEvaluationAsync(evaluation, row.Task.Digest);
            Failpoints.Pass(Failpoint.EvaluationKept);
            return evaluation;
        });

    private static string LeaseSql(string whose) =>
        $"""
            UPDATE work
            SET worker = @worker, lease = @lease, lease_until = @until, attempt = attempt + 1
            WHERE id = (
                SELECT id FROM work
                WHERE (lease_until IS NULL OR lease_until < @now) AND {whose}
                ORDER BY id
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING id, manifest, spec, attempt, lease, runner
            """;

    private static Task<WorkRow?> LeaseOldestAsync(
        Session session,
        string worker,
        string lease,
        IEnumerable<string> runners,
        bool forJobs
    ) =>
        session.FindAsync(
            forJobs ? LeaseForJobsSql : LeaseForWorkersSql,
            Map,
            // Names of runners hold neither '|' nor what LIKE reads otherwise.
            ("@runners", $"|{string.Join('|', runners)}|"),
            ("@worker", worker),
            ("@lease", lease),
            ("@until", (session.Now + LeaseTime).ToUnixTimeMilliseconds()),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );

    private static async Task<LeasedWork> LoadAsync(Session session, WorkRow row)
    {
        var stored = await session.FindManifestAsync(row.Artifact);
        var incumbent = row.Task.Incumbent is { } compared
            ? await session.FindManifestAsync(Digest.Parse(compared.Artifact).Value)
            : null;
        return new LeasedWork(row.Id, row.Lease, row.Attempt, stored!.Manifest, row.Task, incumbent?.Manifest);
    }

    // Times that were to be measured by a runner which is gone: whoever measured them now would do it elsewhere.
    private static Task<int> DropAsync(Session session, WorkRow row) =>
        session.ExecuteAsync(TakeBackSql, ("@id", row.Id), ("@lease", row.Lease));

    private static async Task GiveUpAsync(Session session, WorkRow row)
    {
        await DropAsync(session, row);
        await session.KeepEvaluationAsync(
            new Evaluation(
                Id: $"gave-up-{row.Id}",
                Artifact: row.Artifact,
                Dataset: row.Task.Dataset?.ParsedDigest,
                Outcome: EvaluationOutcome.Error,
                Reason: $"{MaxAttempts} workers took it on and were not heard of again",
                Metrics: new Dictionary<string, double>(),
                Examples: 0,
                Worker: "",
                Code: "",
                Runtime: "",
                StartedAt: session.Now,
                FinishedAt: session.Now
            ),
            row.Task.Digest
        );
    }

    private static WorkRow Map(DbDataReader row) =>
        new(
            Id: row.GetInt64(0),
            Artifact: Digest.Parse(row.GetString(1)).Value,
            Task: JsonSerializer.Deserialize(row.GetString(2), DataJson.Default.WorkTask)!,
            Attempt: row.GetInt32(3),
            Lease: row.GetText(4) ?? "",
            Runner: row.GetText(5)
        );

    private sealed record WorkRow(long Id, Digest Artifact, WorkTask Task, int Attempt, string Lease, string? Runner);
}
