using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;

namespace Gradus.Data.Rollbacks;

/// <summary>Moves that go past the gates: back to who was good before, and an administrator's in an emergency.</summary>
public sealed class RollbackStore(Database database)
{
    private const string ReinstateSql = """
        UPDATE versions SET status = 'ready', status_message = @message
        WHERE model = @model AND number = @version AND status = 'revoked'
        """;

    /// <summary>Why somebody may not make such a move, asked before bytes are read for it; null if they may.</summary>
    public Task<Error?> FindRefusalAsync(
        PolicyAction action,
        string model,
        string stage,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync(
            async session => (await session.GetPolicyAsync()).Policy.Forbids(caller, action, model, stage),
            cancellationToken
        );

    /// <summary>Rolls a stage back, and puts a hold on automatic promotion.</summary>
    public Task<Result<Moved>> RollBackAsync(RollbackRequest request, Caller caller) =>
        database.WriteAsync(async session =>
        {
            session.Declare(caller, LedgerAction.StageRollback, Subjects.Holders(request.Model, request.Stage));
            await session.LockAsync(request.Model);
            await session.HoldStageAsync(request.Stage);
            var policy = (await session.GetPolicyAsync()).Policy;
            return policy.Forbids(caller, PolicyAction.Rollback, request.Model, request.Stage) is { } forbidden
                ? forbidden
                : await RollbackRows.RollBackAsync(session, request, caller);
        });

    /// <summary>Moves a version without its gates.</summary>
    public Task<Result<Moved>> BreakGlassAsync(Move move, Caller caller) =>
        database.WriteAsync(async session =>
        {
            session.Declare(caller, LedgerAction.VersionBreakglass, Subjects.Version(move.Model, move.Version));
            await session.LockAsync(move.Model);
            await session.HoldStageAsync(move.Stage);
            var policy = (await session.GetPolicyAsync()).Policy;
            var forbidden =
                policy.Forbids(caller, PolicyAction.BreakGlass, move.Model, move.Stage)
                ?? await session.FindObjectionToLeavingAsync(
                    move.Model,
                    move.Version,
                    move.Stage,
                    caller,
                    PolicyAction.BreakGlass
                );
            var isThere =
                !move.ArchiveExisting
                && (await session.GetVersionAsync(move.Model, move.Version)).Try(out var version, out _)
                && version.Stage == move.Stage;
            return forbidden is not null ? forbidden
                : isThere
                    ? Error.Conflict(
                        $"Version {move.Version} of '{move.Model}' is in '{move.Stage}' already; there is no glass to break.",
                        move.Model
                    )
                : await TransitionStore.MoveAsync(session, move with { Kind = TransitionKind.BreakGlass }, caller);
        });

    /// <summary>Gives a version back its standing; who did it and why stays with it.</summary>
    public Task<Result<Core.Models.ModelVersion>> ReinstateAsync(
        string model,
        int version,
        string reason,
        Caller caller
    ) =>
        database.WriteAsync<Core.Models.ModelVersion>(async session =>
        {
            session.Declare(caller, LedgerAction.VersionReinstate, Subjects.Version(model, version));
            if (!(await session.LockAndBumpAsync(model)).Try(out _, out var error))
            {
                return error;
            }

            if (!(await session.GetVersionAsync(model, version)).Try(out var found, out error))
            {
                return error;
            }

            var policy = (await session.GetPolicyAsync()).Policy;
            // Where it lost its standing it may have left long since, so it takes who may set gates aside in every stage.
            if (policy.Forbids(caller, PolicyAction.Waive, model) is { } forbidden)
            {
                return forbidden;
            }

            if (found.Status != Core.Models.VersionStatus.Revoked)
            {
                return Error.Conflict($"The standing of version {version} of '{model}' is not revoked.", model);
            }

            await session.ExecuteAsync(
                ReinstateSql,
                ("@model", model),
                ("@version", version),
                ("@message", $"Its standing was given back by {caller.Actor}: {reason}")
            );
            await session.ScheduleVerificationAsync(policy, model, version, found.Stage);
            await session.FollowStageAsync(model, found.Stage);
            return await session.GetVersionAsync(model, version);
        });
}
