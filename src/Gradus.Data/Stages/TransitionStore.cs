using System.Globalization;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Search;
using Gradus.Core.Stages;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Promotions;

namespace Gradus.Data.Stages;

/// <summary>A request to move a version to a stage.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version that is to move.</param>
/// <param name="Stage">The stage, exactly as registered.</param>
/// <param name="ArchiveExisting">Whether the present holders go to the archive stage.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="Promotion">The promotion that applies the move, if one does.</param>
public sealed record Move(
    string Model,
    int Version,
    string Stage,
    bool ArchiveExisting,
    string Reason = "",
    string? Promotion = null,
    TransitionKind Kind = TransitionKind.Move
);

/// <summary>A move that was made.</summary>
/// <param name="Version">The version, where it is now.</param>
/// <param name="Transitions">Its own transition first, then those of the displaced; empty if it was there already.</param>
/// <param name="Outcome">How the promotion went that made the move; null if none did.</param>
public sealed record Moved(ModelVersion Version, IReadOnlyList<Transition> Transitions, string? Outcome = null);

/// <summary>Moves versions between stages, and knows who was where when.</summary>
public sealed class TransitionStore(Database database)
{
    private const string HoldersSql = """
        SELECT number FROM versions
        WHERE model = @model AND stage = @stage
        """;

    private const string EnterSql = """
        UPDATE versions SET stage = @stage, sole = @sole, updated_at = @at
        WHERE model = @model AND number = @number
        """;

    // Every model that is called so, or was once.
    private const string LivesSql = """
        SELECT life FROM models WHERE name = @model
        UNION
        SELECT life FROM transitions WHERE model = @model
        """;

    private const string HistorySql = $"""
        SELECT {TransitionRows.Columns} FROM transitions t
        WHERE t.life IN ({LivesSql})
          AND t.id < @before
          AND (@version = 0 OR t.version = @version)
          AND (@stage = '' OR t.from_stage = @stage OR t.to_stage = @stage)
        ORDER BY t.id DESC
        LIMIT @limit
        """;

    private const string OfPromotionSql = $"""
        SELECT {TransitionRows.Columns} FROM transitions t
        WHERE t.promotion = @promotion
        ORDER BY t.id
        """;

    // Of one model only, or two could hold a place for one: the one called so now if it was there then, else the one that
    // was last heard of by that name. Of each version the last transition up to then; those that led into the stage.
    private const string AsOfSql = $"""
        SELECT {TransitionRows.Columns} FROM transitions t
        WHERE t.to_stage = @stage
          AND t.id IN (
              SELECT MAX(id) FROM transitions
              WHERE at <= @at
                AND life = COALESCE(
                    (SELECT life FROM models WHERE name = @model AND created_at <= @at),
                    (SELECT life FROM transitions WHERE model = @model AND at <= @at ORDER BY id DESC LIMIT 1))
              GROUP BY version)
        ORDER BY t.version
        """;

    private const string KnownSql = """
        SELECT 1 FROM transitions
        WHERE model = @model
        LIMIT 1
        """;

    /// <summary>
    /// Moves a version; who has to make room moves in the same transaction, each with its history. A version that is there
    /// already stays, and only its time of update changes. Where the policy asks for something it is refused: that takes a
    /// promotion.
    /// </summary>
    public Task<Result<Moved>> MoveAsync(Move move, Caller caller) =>
        database.WriteAsync(async session =>
        {
            session.Declare(caller, LedgerAction.VersionMove, Subjects.Version(move.Model, move.Version));
            // The rules are read behind the locks, or one could come into force in between; what is missing the move itself
            // refuses, in its own order.
            await session.LockAsync(move.Model);
            await session.HoldStageAsync(move.Stage);
            return await session.FindObjectionAsync(move, caller) is { } objection
                ? objection
                : await MoveAsync(session, move, caller);
        });

    /// <summary>The move that a promotion has made, and the version as it is now.</summary>
    public Task<Result<Moved>> OfPromotionAsync(Promotion promotion, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var rows = await session.ListAsync(OfPromotionSql, TransitionRows.Map, ("@promotion", promotion.Id));
                return (await session.GetVersionAsync(promotion.Model, promotion.Version!.Value)).Map(
                    version => new Moved(
                        version,
                        [.. rows.OrderBy(row => row.DisplacedBy is not null)],
                        promotion.Outcome
                    )
                );
            },
            cancellationToken
        );

    /// <summary>A model's history, newest first, optionally of one version or one stage only.</summary>
    public Task<Result<Page<Transition>>> HistoryAsync(
        string model,
        int? version,
        string? stage,
        int maxResults,
        string? pageToken,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<Page<Transition>>>(
            async session =>
            {
                var search = string.Create(CultureInfo.InvariantCulture, $"history {model}\n{version}\n{stage}");
                if (!ParseStart(pageToken, search).Try(out var before, out var error))
                {
                    return error;
                }

                var rows = await session.ListAsync(
                    HistorySql,
                    TransitionRows.Map,
                    ("@model", model),
                    ("@before", before),
                    ("@version", version ?? 0),
                    ("@stage", stage ?? ""),
                    ("@limit", maxResults + 1)
                );
                if (rows.Count == 0 && !await IsKnownAsync(session, model))
                {
                    return Error.ModelNotFound(model);
                }

                var items = rows.Take(maxResults).ToList();
                return new Page<Transition>(
                    items,
                    rows.Count > maxResults ? new PageToken([items[^1].Id]).Encode(search) : null
                );
            },
            cancellationToken
        );

    /// <summary>Who was in a stage at a time: for each holder the transition that had brought it there.</summary>
    public Task<Result<IReadOnlyList<Transition>>> HoldersAtAsync(
        string model,
        string stage,
        DateTimeOffset at,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<IReadOnlyList<Transition>>>(
            async session =>
            {
                var holders = await session.ListAsync(
                    AsOfSql,
                    TransitionRows.Map,
                    ("@model", model),
                    ("@stage", stage),
                    ("@at", at.ToUnixTimeMilliseconds())
                );
                return holders.Count == 0 && !await IsKnownAsync(session, model) ? Error.ModelNotFound(model) : holders;
            },
            cancellationToken
        );

    /// <summary>Moves a version.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="move">What is to move, and where.</param>
    /// <param name="caller">Who wants it.</param>
    /// <param name="known">The version, if it was read behind the model's lock already.</param>
    internal static async Task<Result<Moved>> MoveAsync(
        Session session,
        Move move,
        Caller caller,
        ModelVersion? known = null
    )
    {
        // Everything else is read behind the locks: it may have changed while we waited for them.
        var locked = await session.LockAndBumpAsync(move.Model);
        var stages = await session.HoldStageAsync(move.Stage);
        // The stage comes first: an unknown one is refused whatever the model.
        if (
            !stages.Get(move.Stage).Try(out var to, out var error)
            || !locked.Try(out var at, out error)
            || !(known ?? await session.GetVersionAsync(move.Model, move.Version)).Try(out var version, out error)
        )
        {
            return error;
        }

        var holders = StageMove.MakesRoom(to, move.ArchiveExisting)
            ? await session.ListAsync(HoldersSql, row => row.GetInt32(0), ("@model", move.Model), ("@stage", to.Name))
            : [];
        var from = stages.Find(version.Stage)!;
        if (!StageMove.Decide(version, from, to, holders, move.ArchiveExisting).Try(out var decided, out error))
        {
            return error;
        }

        var transitions = await ApplyAsync(session, move, decided, stages.Archive, at, caller);
        Failpoints.Pass(Failpoint.VersionMoved);
        var mayHaveMovedAliases = await session.FollowStagesAsync(move.Model, transitions);
        await session.ScheduleVerificationsAsync(transitions);
        return mayHaveMovedAliases
            ? (await session.GetVersionAsync(move.Model, move.Version)).Map(now => new Moved(now, transitions))
            : new Moved(version with { Stage = to.Name, UpdatedAt = at }, transitions);
    }

    private static async Task<IReadOnlyList<Transition>> ApplyAsync(
        Session session,
        Move move,
        StageMove decided,
        Stage archive,
        DateTimeOffset at,
        Caller caller
    )
    {
        var own = new List<Transition>();
        var displaced = new List<Transition>();
        foreach (var number in decided.Displaced)
        {
            await EnterAsync(session, move.Model, number, archive, at);
            var step = new Step(
                Model: move.Model,
                Version: number,
                From: decided.To.Name,
                To: archive.Name,
                Reason: $"Displaced by version {move.Version}.",
                Promotion: move.Promotion,
                DisplacedBy: move.Version,
                Kind: move.Kind
            );
            displaced.Add(await session.RecordAsync(step, at, caller));
            Failpoints.Pass(Failpoint.HolderDisplaced);
        }

        await EnterAsync(session, move.Model, move.Version, decided.To, at);
        Failpoints.Pass(Failpoint.StageEntered);
        if (decided.From.Name != decided.To.Name)
        {
            var step = new Step(
                move.Model,
                move.Version,
                decided.From.Name,
                decided.To.Name,
                move.Reason,
                move.Promotion,
                Kind: move.Kind
            );
            own.Add(await session.RecordAsync(step, at, caller));
        }

        return [.. own, .. displaced];
    }

    private static Task<int> EnterAsync(Session session, string model, int number, Stage stage, DateTimeOffset at) =>
        session.ExecuteAsync(
            EnterSql,
            ("@model", model),
            ("@number", number),
            ("@stage", stage.Name),
            ("@sole", stage.Occupancy == Occupancy.One ? 1 : null),
            ("@at", at.ToUnixTimeMilliseconds())
        );

    private static async Task<bool> IsKnownAsync(Session session, string model) =>
        await session.FindNumberAsync(KnownSql, ("@model", model)) is not null || await session.ModelExistsAsync(model);

    private static Result<long> ParseStart(string? pageToken, string search) =>
        string.IsNullOrEmpty(pageToken)
            ? long.MaxValue
            : PageToken
                .Parse(pageToken, search)
                .Then<long>(token => token.Values is [long id] ? id : PageToken.Foreign);
}
