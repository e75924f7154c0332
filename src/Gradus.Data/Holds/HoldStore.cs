using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Holds;
using Gradus.Core.Ledger;
using Gradus.Core.Policies;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Stages;

namespace Gradus.Data.Holds;

/// <summary>Stops on promotion: putting them, lifting them, seeing them.</summary>
public sealed class HoldStore(Database database)
{
    private const string FindSql = $"""
        SELECT {HoldRows.Columns} FROM holds
        WHERE id = @id
        """;

    private const string ListSql = $"""
        SELECT {HoldRows.Columns} FROM holds
        WHERE (@all = 1 OR lifted_at IS NULL)
        ORDER BY created_at DESC, id DESC
        LIMIT 1000
        """;

    private const string LiftSql = """
        UPDATE holds SET lifted_by = @actor, lifted_at = @now
        WHERE id = @id AND lifted_at IS NULL
        """;

    /// <summary>Puts a hold, on a model or all, and on a stage or all.</summary>
    public Task<Result<Hold>> PutAsync(Hold hold, Caller caller) =>
        database.WriteAsync<Hold>(async session =>
        {
            session.Declare(caller, LedgerAction.HoldPut, Subjects.Hold(hold.Id));
            var policy = (await session.GetPolicyAsync()).Policy;
            if (policy.Forbids(caller, PolicyAction.Hold, hold.Model, hold.Stage) is { } forbidden)
            {
                return forbidden;
            }

            if (hold.Stage is not null && !(await session.ListStagesAsync()).Get(hold.Stage).Try(out _, out var error))
            {
                return error;
            }

            if (hold.Model is not null && await session.LockAsync(hold.Model) is { } missing)
            {
                return missing;
            }

            if (hold.Model is null)
            {
                // Of no model in particular: what is just moving goes before, and nothing after.
                await session.LockStagesAsync();
            }

            var put = hold with { Actor = caller.Actor, CreatedAt = session.Now };
            await session.KeepHoldAsync(put);
            Failpoints.Pass(Failpoint.HoldKept);
            return put;
        });

    /// <summary>Lifts a hold; one that was lifted already stays as it was.</summary>
    public Task<Result<Hold>> LiftAsync(string id, Caller caller) =>
        database.WriteAsync<Hold>(async session =>
        {
            session.Declare(caller, LedgerAction.HoldLift, Subjects.Hold(id));
            if (await session.FindAsync(FindSql, HoldRows.Map, ("@id", id)) is not { } hold)
            {
                return Error.HoldNotFound(id);
            }

            var policy = (await session.GetPolicyAsync()).Policy;
            if (policy.Forbids(caller, PolicyAction.Hold, hold.Model, hold.Stage) is { } forbidden)
            {
                return forbidden;
            }

            await session.ExecuteAsync(
                LiftSql,
                ("@id", id),
                ("@actor", caller.Actor),
                ("@now", session.Now.ToUnixTimeMilliseconds())
            );
            return (await session.FindAsync(FindSql, HoldRows.Map, ("@id", id)))!;
        });

    /// <summary>The holds that are in force, or all of the latest, newest first.</summary>
    public Task<List<Hold>> ListAsync(bool all, CancellationToken cancellationToken) =>
        database.QueryAsync(
            session => session.ListAsync(ListSql, HoldRows.Map, ("@all", all ? 1 : 0)),
            cancellationToken
        );
}
