using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Data.Rollbacks;
using Gradus.Data.Stages;
using Gradus.Server.Artifacts;

namespace Gradus.Server.Promotions;

/// <summary>Moves that go past the gates. The bytes are read through all the same: integrity is never skipped.</summary>
internal sealed class Rollback(RollbackStore store, ArtifactGuard guard, PromotionRunner runner)
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
        var problems = new Dictionary<int, string>();
        var request = new RollbackRequest(model, stage, to, reason, problems);
        int? target;
        while (
            (target = await store.FindTargetAsync(request, cancellationToken)) is { } found
            && await guard.FindProblemAsync(model, found, cancellationToken) is { } problem
        )
        {
            problems[found] = problem;
        }

        // What was read through is what is moved, whatever has happened meanwhile.
        var rolledBack = await store.RollBackAsync(request with { To = target ?? to }, caller);
        runner.Wake();
        return rolledBack;
    }

    /// <summary>Moves a version without its gates.</summary>
    public async Task<Result<Moved>> BreakGlassAsync(Move move, Caller caller, CancellationToken cancellationToken) =>
        await guard.FindProblemAsync(move.Model, move.Version, cancellationToken) is { } problem
            ? new Error(ErrorCode.Corrupt, $"Version {move.Version} was not moved: {problem}", move.Model)
            : await store.BreakGlassAsync(move, caller);
}
