using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Rollbacks;
using Gradus.Core.Stages;
using Gradus.Data.Holds;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;

namespace Gradus.Data.Rollbacks;

/// <summary>A rollback that somebody asks for.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Stage">The stage.</param>
/// <param name="To">The version to go back to; null for the last good one.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="Problems">What was found wrong with the bytes of former holders, by version.</param>
/// <param name="Leaving">The holder that goes; null for the one that came last.</param>
/// <param name="IsHopeless">Whether every former holder was looked at and none is good; then none is taken unread either.</param>
public sealed record RollbackRequest(
    string Model,
    string Stage,
    int? To,
    string Reason,
    IReadOnlyDictionary<int, string> Problems,
    int? Leaving = null,
    bool IsHopeless = false
);

/// <summary>Where a rollback goes, and who leaves.</summary>
/// <param name="Choice">The target, and why others are none.</param>
/// <param name="Leaving">Who leaves; null if nobody holds the stage.</param>
public sealed record RollbackTarget(RollbackChoice Choice, int? Leaving);

/// <summary>Rolls a stage back, inside a transaction.</summary>
internal static class RollbackRows
{
    // Who entered the stage, the last first, each once.
    private const string FormerSql = """
        SELECT version FROM transitions
        WHERE life = (SELECT life FROM models WHERE name = @model) AND to_stage = @stage
        GROUP BY version
        ORDER BY MAX(id) DESC
        """;

    private const string LastExitSql = """
        SELECT kind FROM transitions
        WHERE life = (SELECT life FROM models WHERE name = @model) AND version = @version AND from_stage = @stage
        ORDER BY id DESC
        LIMIT 1
        """;

    // Of those the ones that are still there.
    private const string KnownSql = """
        FROM versions v
        WHERE v.model = @model
          AND v.number IN (
              SELECT version FROM transitions
              WHERE life = (SELECT life FROM models WHERE name = @model) AND to_stage = @stage)
        """;

    /// <summary>Who held a stage of a model, the last first.</summary>
    private static Task<List<int>> ListFormerHoldersAsync(this Session session, string model, string stage) =>
        session.ListAsync(FormerSql, row => row.GetInt32(0), ("@model", model), ("@stage", stage));

    /// <summary>
    /// Goes back to the last version that held the stage and was good there. Who leaves goes to the archive stage, and a hold
    /// keeps automation from undoing it.
    /// </summary>
    public static async Task<Result<Moved>> RollBackAsync(Session session, RollbackRequest request, Caller caller)
    {
        if (await session.LockAsync(request.Model) is { } missing)
        {
            return missing;
        }

        var stages = await session.ListStagesAsync();
        if (!FindStage(stages, request.Stage).Try(out var stage, out var error))
        {
            return error;
        }

        var chosen = await ChooseAsync(session, request, stages);
        if (request.Leaving is { } gone && chosen.Leaving != gone)
        {
            return Error.Conflict(
                $"Version {gone} of '{request.Model}' does not hold '{request.Stage}' any more.",
                request.Model
            );
        }

        if (chosen.Choice.Target is not { } target)
        {
            return Refuse(request, chosen.Choice);
        }

        if (request.IsHopeless)
        {
            return Error.Conflict(
                $"Who could come back to '{request.Stage}' of '{request.Model}' has just changed; ask again.",
                request.Model
            );
        }

        var moved = await SwapAsync(session, request, stage, chosen.Leaving, target.Version, caller);
        if (moved.IsOk)
        {
            Failpoints.Pass(Failpoint.StageRolledBack);
            // Others may hold the stage too: what means its holder means the one that it went back to.
            await session.PointStageAliasesAsync(request.Model, request.Stage, target.Version.Number);
            await session.KeepHoldOnceAsync(
                new Hold(
                    Guid.CreateVersion7().ToString("N"),
                    HoldKind.Automation,
                    request.Model,
                    request.Stage,
                    $"Rolled back to version {target.Version.Number}.",
                    caller.Actor,
                    session.Now
                )
            );
        }

        return moved;
    }

    /// <summary>The stage to roll back, or why it cannot be.</summary>
    public static Result<Stage> FindStage(StageCatalog stages, string name) =>
        stages
            .Get(name)
            .Then<Stage>(stage =>
                stage.Kind == StageKind.Active
                    ? stage
                    : Error.Invalid(
                        $"'{stage.Name}' is not an active stage; there is nothing to roll back in it.",
                        "stage"
                    )
            );

    /// <summary>The target, and why the others are none.</summary>
    public static async Task<RollbackTarget> ChooseAsync(Session session, RollbackRequest request, StageCatalog stages)
    {
        var former = await session.ListFormerHoldersAsync(request.Model, request.Stage);
        var left = await session.ListFactsAsync(KnownSql, ("@model", request.Model), ("@stage", request.Stage));
        var known = left.ToDictionary(facts => facts.Version.Number);
        // Of several who hold it the one that came last is the one that leaves, unless another was named.
        var leaving = former
            .Where(number => request.Leaving is not { } named || number == named)
            .Cast<int?>()
            .FirstOrDefault(number => known.GetValueOrDefault(number!.Value)?.Version.Stage == request.Stage);
        var holders = new List<FormerHolder>();
        foreach (var number in former)
        {
            holders.Add(
                new FormerHolder(
                    number,
                    known.TryGetValue(number, out var facts) ? facts with { IsHolder = number == leaving } : null,
                    request.Problems.TryGetValue(number, out var problem) ? problem : null,
                    await WasRolledBackAsync(session, request, number)
                )
            );
        }

        VersionFacts[] leaves =
        [
            .. holders.Where(holder => holder.Number == leaving).Select(holder => holder.Facts).OfType<VersionFacts>(),
        ];
        return new RollbackTarget(
            RollbackChoice.Choose(holders, leaves, request.To, stages.ActiveAfter(request.Stage)),
            leaving
        );
    }

    // The target comes in, unless it is there already; the one that leaves goes to the archive; others stay.
    private static async Task<Result<Moved>> SwapAsync(
        Session session,
        RollbackRequest request,
        Stage stage,
        int? leaving,
        ModelVersion target,
        Caller caller
    )
    {
        var moved = new Moved(target, []);
        if (target.Stage != stage.Name)
        {
            var entering = await TransitionStore.MoveAsync(session, MoveOf(target.Number, stage.Name), caller);
            if (!entering.Try(out moved, out var error))
            {
                return error;
            }
        }

        Failpoints.Pass(Failpoint.RollbackEntered);
        if (leaving is not { } last || (await session.GetVersionAsync(request.Model, last)).Value.Stage != stage.Name)
        {
            return moved;
        }

        var archive = (await session.ListStagesAsync()).Archive.Name;
        return (await TransitionStore.MoveAsync(session, MoveOf(last, archive), caller)).Map(left => new Moved(
            moved.Version,
            [.. moved.Transitions, .. left.Transitions]
        ));

        Move MoveOf(int version, string to) =>
            new(
                request.Model,
                version,
                to,
                ArchiveExisting: false,
                request.Reason.Length > 0 ? request.Reason : "Rolled back.",
                Kind: TransitionKind.Rollback
            );
    }

    private static async Task<bool> WasRolledBackAsync(Session session, RollbackRequest request, int version) =>
        await session.FindAsync(
            LastExitSql,
            row => row.GetString(0),
            ("@model", request.Model),
            ("@version", version),
            ("@stage", request.Stage)
        ) == "rollback";

    private static Error Refuse(RollbackRequest request, RollbackChoice choice)
    {
        // Who leaves need not be told of, unless it was asked for.
        var rejected = choice
            .Rejected.Where(target => request.To is not null || target.Why != RollbackChoice.HoldsIt)
            .ToList();
        var why =
            rejected.Count == 0
                ? "no other version has held it"
                : string.Join("; ", rejected.Select(target => $"version {target.Version}: {target.Why}"));
        return Error.Conflict($"'{request.Stage}' of '{request.Model}' cannot be rolled back: {why}.", request.Model);
    }
}
