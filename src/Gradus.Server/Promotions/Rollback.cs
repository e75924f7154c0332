using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Data.Rollbacks;
using Gradus.Data.Stages;
using Gradus.Server.Artifacts;

namespace Gradus.Server.Promotions;

/// <summary>Moves that go past the gates. The bytes are read through all the same: integrity is never skipped.</summary>
internal sealed class Rollback(
    RollbackStore store,
    RollbackTargets targets,
    ArtifactGuard guard,
    PromotionRunner runner
)
{
    /// <summary>Rolls a stage back to the version asked for, or to the last one that was good there.</summary>
    public async Task<Result<Moved>> RollBackAsync(
        string model,
        string stage,
        int? to,
        string reason,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindRefusalAsync(PolicyAction.Rollback, model, stage, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var request = new RollbackRequest(model, stage, to, reason, new Dictionary<int, string>());
        var read = await targets.ReadThroughAsync(request, cancellationToken);
        var rolledBack = await store.RollBackAsync(read, caller);
        runner.Wake();
        return rolledBack;
    }

    /// <summary>Where a rollback would go now, and whom it passes over. Nothing is written.</summary>
    public Task<Result<RollbackTarget>> PlanAsync(
        string model,
        string stage,
        int? to,
        CancellationToken cancellationToken
    ) => targets.PlanAsync(new RollbackRequest(model, stage, to, "", new Dictionary<int, string>()), cancellationToken);

    /// <summary>Moves a version without its gates.</summary>
    public async Task<Result<Moved>> BreakGlassAsync(Move move, Caller caller, CancellationToken cancellationToken) =>
        await store.FindRefusalAsync(PolicyAction.BreakGlass, move.Model, move.Stage, caller, cancellationToken)
            is { } refusal
            ? refusal
        : await guard.FindProblemAsync(move.Model, move.Version, cancellationToken) is { } problem
            ? new Error(ErrorCode.Corrupt, $"Version {move.Version} was not moved: {problem}", move.Model)
        : await store.BreakGlassAsync(move, caller);
}
