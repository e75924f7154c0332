using System.Globalization;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Ledger;
using Gradus.Core.Promotions;
using Gradus.Core.Search;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Stages;

namespace Gradus.Data.Promotions;

/// <summary>Promotions: asking for one, and reading them. Taking them further is <see cref="PromotionStepStore"/>'s.</summary>
public sealed class PromotionStore(Database database)
{
    internal const string OpenSql = """
        SELECT id, model FROM promotions
        WHERE closed_at IS NULL
          AND (@all = 1 OR phase NOT IN ('AwaitingApproval', 'Soaking'))
        ORDER BY created_at, id
        """;

    // Only what is asked for stands in it, so that an index can answer it.
    internal static string ListSql(PromotionFilter filter) =>
        $"""
            SELECT {PromotionRows.Columns} FROM promotions p
            WHERE (p.created_at < @before OR (p.created_at = @before AND p.id < @before_id))
              {(string.IsNullOrEmpty(filter.Model) ? "" : "AND p.model = @model")}
              {(filter.Version is null ? "" : "AND p.version = @version")}
              {(string.IsNullOrEmpty(filter.Stage) ? "" : "AND p.stage = @stage")}
              {(filter.OpenOnly ? "AND p.closed_at IS NULL" : "")}
            ORDER BY p.created_at DESC, p.id DESC
            LIMIT @limit
            """;

    /// <summary>
    /// Opens a promotion and takes its first step. One that is already open for the same model, version and stage is named in
    /// the refusal.
    /// </summary>
    public Task<Result<Promotion>> OpenAsync(NewPromotion asked, Caller caller) =>
        database.WriteAsync(session =>
        {
            session.Declare(caller, LedgerAction.PromotionRequest, Subjects.Promotion(asked.Model, asked.Id));
            return OpenAsync(session, asked, caller);
        });

    /// <summary>What a promotion would do if it were asked for now. Nothing is written.</summary>
    public Task<Result<PromotionPlan>> PlanAsync(
        NewPromotion request,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<PromotionPlan>>(
            async session =>
            {
                if (!(await session.CheckAsync(request)).Try(out var asked, out var flaw))
                {
                    return flaw;
                }

                var promotion = await FindPlannedAsync(session, await session.BeginAsync(asked, caller));
                var plan = await PlanAsync(session, promotion);
                if (promotion.Id == asked.Id && await session.FindTwinAsync(promotion) is { } other)
                {
                    plan = plan.ButFor(PromotionPlan.Occupied(other));
                }

                return await session.FindRefusalAsync(asked, caller) is { } refusal
                    ? plan.ButFor(PromotionPlan.Forbidden(refusal))
                    : plan;
            },
            cancellationToken
        );

    /// <summary>What a promotion would do if it were asked for now, with the approvals it has. Nothing is written.</summary>
    public Task<Result<PromotionPlan>> PlanAsync(Promotion promotion, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<PromotionPlan>>(
            async session =>
                (await ModelStore.GetAsync(session, promotion.Model)).Try(out _, out var error)
                    ? PromotionPlan.Of(promotion, await session.GatherFactsAsync(promotion))
                    : error,
            cancellationToken
        );

    /// <summary>
    /// Has measured what is lacking to pick the best, and answers what a promotion would do, as it stands then. Nothing is
    /// promoted; who may ask for a promotion may ask for this. Work is no part of the ledger, so there is nothing to declare.
    /// </summary>
    public Task<Result<PromotionPlan>> MeasureAsync(NewPromotion request, Caller caller) =>
        database.WriteAsync<PromotionPlan>(async session =>
        {
            if (!(await session.CheckAsync(request)).Try(out var asked, out var flaw))
            {
                return flaw;
            }

            if (await session.FindRefusalAsync(asked, caller) is { } refusal)
            {
                return refusal;
            }

            if (asked.Terms.Best is null)
            {
                return Error.Invalid("Say by which metrics to rank: 'best'.", "best");
            }

            var rules = (await session.GetPolicyAsync()).Policy.RulesFor(asked.Model, asked.Stage);
            if (asked.Terms.SelectionDataset(rules) is null)
            {
                return Error.Invalid(PromotionTerms.NeedsDataset(asked.Stage), "dataset");
            }

            var promotion = await session.BeginAsync(asked, caller);
            foreach (var request in PromotionStep.Decide(promotion, await session.GatherFactsAsync(promotion)).Needed)
            {
                await session.AskForWorkAsync(request);
            }

            return await PlanAsync(session, promotion);
        });

    /// <summary>The promotion of this id.</summary>
    public Task<Result<Promotion>> GetAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.GetPromotionAsync(id), cancellationToken);

    /// <summary>The evaluations that a promotion's gates were judged on.</summary>
    public async Task<IReadOnlyList<Evaluation>> EvidenceAsync(Promotion promotion, CancellationToken cancellationToken)
    {
        var ids = promotion.Gates.Concat(promotion.Verifications).SelectMany(gate => gate.Evidence).Distinct().ToList();
        return ids.Count == 0
            ? []
            : await database.ReadAsync<IReadOnlyList<Evaluation>>(
                async session =>
                {
                    var evidence = new List<Evaluation>();
                    foreach (var id in ids)
                    {
                        if (await session.FindEvaluationAsync(id) is { } evaluation)
                        {
                            evidence.Add(evaluation);
                        }
                    }

                    return evidence;
                },
                cancellationToken
            );
    }

    /// <summary>The open promotions, oldest first: all, or those that wait neither for a person nor for a time.</summary>
    public Task<List<OpenPromotion>> ListOpenAsync(bool all, CancellationToken cancellationToken) =>
        database.QueryAsync(
            session =>
                session.ListAsync(
                    OpenSql,
                    row => new OpenPromotion(row.GetString(0), row.GetString(1)),
                    ("@all", all ? 1 : 0)
                ),
            cancellationToken
        );

    /// <summary>Promotions, newest first.</summary>
    public Task<Result<Page<Promotion>>> ListAsync(
        PromotionFilter filter,
        int maxResults,
        string? pageToken,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<Page<Promotion>>>(
            async session =>
            {
                var search = string.Create(CultureInfo.InvariantCulture, $"promotions {filter}");
                if (!ParseStart(pageToken, search).Try(out var start, out var error))
                {
                    return error;
                }

                var rows = await session.ListAsync(
                    ListSql(filter),
                    PromotionRows.Map,
                    ("@model", filter.Model),
                    ("@version", filter.Version),
                    ("@stage", filter.Stage),
                    ("@before", start.CreatedAt),
                    ("@before_id", start.Id),
                    ("@limit", maxResults + 1)
                );
                var items = rows.Take(maxResults).ToList();
                var next = rows.Count > maxResults ? TokenAfter(items[^1]).Encode(search) : null;
                return new Page<Promotion>(items, next);
            },
            cancellationToken
        );

    private static async Task<PromotionPlan> PlanAsync(Session session, Promotion promotion)
    {
        var facts = await session.GatherFactsAsync(promotion);
        var needed = promotion.Version is null ? PromotionStep.Decide(promotion, facts).Needed : [];
        return PromotionPlan.Of(
            promotion,
            facts with
            {
                AskedFor = await session.ListAskedForAsync(needed.Select(need => need.Task.Digest)),
            }
        );
    }

    private static async Task<Result<Promotion>> OpenAsync(Session session, NewPromotion request, Caller caller)
    {
        // The rules are read behind the locks: no other policy comes into force between them and the move, if it moves at once.
        await session.LockAsync(request.Model);
        await session.HoldStageAsync(request.Stage);
        if (!(await session.CheckAsync(request)).Try(out var asked, out var flaw))
        {
            return flaw;
        }

        if (await session.FindRefusalAsync(asked, caller) is { } refusal)
        {
            return refusal;
        }

        if (await session.FindNothingToPickByAsync(asked) is { } nothing)
        {
            return nothing;
        }

        var promotion = await session.BeginAsync(asked, caller);
        if (asked.PlanDigest is { Length: > 0 } seen && await IsOutdatedAsync(session, promotion, seen))
        {
            return Error.Conflict(
                "The plan has changed since it was made: look at it again with --dry-run.",
                asked.Model
            );
        }

        if (await session.FindTwinAsync(promotion) is { } twin)
        {
            return await FindOpenAsync(session, promotion, twin);
        }

        return await PromotionStepStore.OpenAsync(session, promotion, await session.GatherFactsAsync(promotion));
    }

    // Who asks for less or more than the one that is open asks for does not want that one.
    private static async Task<Error> FindOpenAsync(Session session, Promotion asked, string twin) =>
        asked.Terms.Origin != PromotionOrigin.Person
        || (await session.GetPromotionAsync(twin)).Value.Terms.AskTheSame(asked.Terms)
            ? new Error(
                ErrorCode.PromotionOpen,
                $"Promotion '{twin}' of the same to '{asked.Stage}' is open already. "
                    + $"Follow it with: gradus promotions show {twin} --wait",
                twin
            )
            : Error.Conflict(
                $"Promotion '{twin}' of the same to '{asked.Stage}' is open on other terms. Wait for its end, or end it "
                    + $"with: gradus promotions cancel {twin}",
                twin
            );

    // What a plan shows: of one that is open already on the same terms the approvals count that it has.
    private static async Task<Promotion> FindPlannedAsync(Session session, Promotion asked) =>
        await session.FindTwinAsync(asked) is { } twin
        && (await session.GetPromotionAsync(twin)).Value is var open
        && open.Terms.AskTheSame(asked.Terms)
            ? open
            : asked;

    private static async Task<bool> IsOutdatedAsync(Session session, Promotion promotion, string seen)
    {
        var planned = await FindPlannedAsync(session, promotion);
        return (await PlanAsync(session, planned)).Digest.Hex != seen;
    }

    internal static Promotion Begin(NewPromotion asked, Caller caller, DateTimeOffset now) =>
        new(
            Id: asked.Id,
            Model: asked.Model,
            Version: asked.Version,
            Stage: asked.Stage,
            Phase: Phase.Pending,
            Revision: 1,
            Outcome: "Waiting to be looked at.",
            Terms: asked.Terms,
            Candidates: [],
            Gates: [],
            Actor: caller.Actor,
            Reason: asked.Reason,
            RequestId: caller.RequestId,
            CreatedAt: now,
            UpdatedAt: now
        );

    private static PageToken TokenAfter(Promotion last) => new([last.CreatedAt.ToUnixTimeMilliseconds(), last.Id]);

    private static Result<(long CreatedAt, string Id)> ParseStart(string? pageToken, string search) =>
        string.IsNullOrEmpty(pageToken)
            ? (long.MaxValue, "")
            : PageToken
                .Parse(pageToken, search)
                .Then<(long, string)>(token =>
                    token.Values is [long createdAt, string id] ? (createdAt, id) : PageToken.Foreign
                );
}
