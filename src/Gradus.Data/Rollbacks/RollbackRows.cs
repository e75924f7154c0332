using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Rollbacks;
using Gradus.Core.Stages;
using Gradus.Data.Holds;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;

namespace Gradus.Data.Rollbacks;

/// <summary>A rollback that somebody asks for.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Stage">The stage.</param>
/// <param name="To">The version to go back to; null for the last good one.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="Problems">What was found wrong with the bytes of former holders, by version.</param>
public sealed record RollbackRequest(
    string Model,
    string Stage,
    int? To,
    string Reason,
    IReadOnlyDictionary<int, string> Problems
);

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

    private const string HoldersSql = "FROM versions v WHERE v.model = @model AND v.stage = @stage ORDER BY v.number";

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

        if (!(await session.ListStagesAsync()).Get(request.Stage).Try(out var stage, out var error))
        {
            return error;
        }

        if (stage.Kind != StageKind.Active)
        {
            return Error.Invalid(
                $"'{stage.Name}' is not an active stage; there is nothing to roll back in it.",
                "stage"
            );
        }

        var choice = await ChooseAsync(session, request);
        if (choice.Target is not { } target)
        {
            return Refuse(request, choice);
        }

        await session.KeepHoldAsync(
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
        return await TransitionStore.MoveAsync(
            session,
            new Move(
                request.Model,
                target.Version.Number,
                request.Stage,
                ArchiveExisting: true,
                request.Reason.Length > 0 ? request.Reason : "Rolled back.",
                Kind: TransitionKind.Rollback
            ),
            caller
        );
    }

    /// <summary>The target, and why the others are none.</summary>
    public static async Task<RollbackChoice> ChooseAsync(Session session, RollbackRequest request)
    {
        var leaving = new List<Core.Promotions.VersionFacts>();
        foreach (
            var holder in await session.ListVersionsAsync(
                HoldersSql,
                ("@model", request.Model),
                ("@stage", request.Stage)
            )
        )
        {
            leaving.Add(await session.DescribeAsync(holder, isHolder: true));
        }

        var former = new List<FormerHolder>();
        foreach (var number in await session.ListFormerHoldersAsync(request.Model, request.Stage))
        {
            var version = await session.GetVersionAsync(request.Model, number);
            former.Add(
                new FormerHolder(
                    number,
                    version.IsOk
                        ? await session.DescribeAsync(version.Value, version.Value.Stage == request.Stage)
                        : null,
                    request.Problems.TryGetValue(number, out var problem) ? problem : null
                )
            );
        }

        return RollbackChoice.Choose(former, leaving, request.To);
    }

    private static Error Refuse(RollbackRequest request, RollbackChoice choice)
    {
        var rejected = choice.Rejected.Where(target => target.Why != "it holds the stage now").ToList();
        var why =
            rejected.Count == 0
                ? "no other version has held it"
                : string.Join("; ", rejected.Select(target => $"version {target.Version}: {target.Why}"));
        return Error.Conflict($"'{request.Stage}' of '{request.Model}' cannot be rolled back: {why}.", request.Model);
    }
}
