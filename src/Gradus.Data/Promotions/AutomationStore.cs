using System.Data.Common;
using Gradus.Core;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Data.Holds;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;

namespace Gradus.Data.Promotions;

/// <summary>A promotion that the policy asks for.</summary>
/// <param name="Asked">The promotion.</param>
/// <param name="Overtakes">An earlier one of the policy's that still waits, and that this one is to take the place of.</param>
public sealed record AutomaticPromotion(NewPromotion Asked, string? Overtakes);

/// <summary>Finds what the policy promotes unasked.</summary>
public sealed class AutomationStore(Database database)
{
    private const string FromSql =
        "FROM versions v WHERE v.stage = @from AND v.status = 'ready' ORDER BY v.model, v.number";

    private const string HoldersSql = "FROM versions v WHERE v.model = @model AND v.stage = @stage";

    // Whether a person ended it. Its own actor is written out, so that the index of its own promotions answers.
    internal const string LastTrySql = $"""
        SELECT p.created_at, p.closed_at, p.version, p.phase, p.outcome,
            CASE WHEN EXISTS (SELECT 1 FROM approvals a WHERE a.promotion = p.id AND a.decision = 'reject')
            THEN 1 ELSE 0 END
        FROM promotions p
        WHERE p.model = @model AND p.stage = @stage AND p.actor = '{Caller.Automation}'
        ORDER BY p.created_at DESC
        LIMIT 1
        """;

    private const string LastMoveSql = """
        SELECT at FROM transitions
        WHERE model = @model AND to_stage = @from
        ORDER BY id DESC
        LIMIT 1
        """;

    // What gates may judge otherwise on than before: description and tags, logged metrics, checks outside, waivers.
    internal const string LastNewsSql = """
        SELECT at FROM ledger
        WHERE subject = @subject
        ORDER BY sequence DESC
        LIMIT 1
        """;

    private const string LastLiftSql = """
        SELECT MAX(lifted_at) FROM holds
        WHERE (model IS NULL OR model = @model) AND (stage IS NULL OR stage = @stage)
        """;

    private const string OpenSql = """
        SELECT id, actor, phase, created_at, version FROM promotions
        WHERE model = @model AND stage = @stage AND closed_at IS NULL
        ORDER BY created_at DESC
        """;

    /// <summary>The caller that automatic promotions have.</summary>
    public static Caller CallerFor(string requestId) => new(Caller.Automation, requestId);

    /// <summary>
    /// The promotions that are to be opened now: where the policy promotes from a stage, something has come into it, or a hold
    /// was lifted, since the last try, or something new is known of whom gates refused, or makes another version the best; and
    /// nothing is on hold, or open but for one of the policy's own that waits and has been overtaken.
    /// </summary>
    /// <param name="newId">Makes an id.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public Task<List<AutomaticPromotion>> FindAsync(Func<string> newId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var revision = await session.GetPolicyAsync();
                var found = new List<AutomaticPromotion>();
                foreach (var (stage, from) in RulesIn(revision.Policy))
                {
                    var versions = await session.ListVersionsAsync(FromSql, ("@from", from));
                    foreach (var ofModel in versions.GroupBy(version => version.Model, StringComparer.Ordinal))
                    {
                        if (revision.Policy.RulesFor(ofModel.Key, stage).Automation is { } rule && rule.From == from)
                        {
                            var asked = await AskAsync(session, revision, newId(), rule, stage, [.. ofModel]);
                            found.AddRange(asked is null ? [] : [asked]);
                        }
                    }
                }

                return found;
            },
            cancellationToken
        );

    // Every pair of stages that some model is promoted between; whether a model is, its own rules say.
    private static IEnumerable<(string Stage, string From)> RulesIn(Policy policy) =>
        policy
            .Rules.Select(rule => (rule.Key, rule.Value.Automation?.From))
            .Concat(
                policy.Models.SelectMany(model =>
                    model.Stages.Select(change => (change.Key, change.Value(StageRules.None).Automation?.From))
                )
            )
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.Item1, pair.Item2!))
            .Distinct();

    // What is asked for now of a model; null if nothing.
    private static async Task<AutomaticPromotion?> AskAsync(
        Session session,
        PolicyRevision revision,
        string id,
        AutomationRule rule,
        string stage,
        IReadOnlyList<ModelVersion> versions
    )
    {
        var model = versions[0].Model;
        if ((await session.ListHoldsAsync()).Any(hold => hold.IsOn(model, stage)))
        {
            return null;
        }

        var moved = await session.FindNumberAsync(LastMoveSql, ("@model", model), ("@from", rule.From)) ?? 0;
        var holders = await session.ListVersionsAsync(HoldersSql, ("@model", model), ("@stage", stage));
        if (Ask(id, model, stage, rule, versions, holders) is not { } asked)
        {
            return null;
        }

        var open = await session.ListAsync(OpenSql, MapOpen, ("@model", model), ("@stage", stage));
        if (open.Count > 0)
        {
            return
                open is [{ IsWaitingForPolicy: true } waiting]
                && moved > waiting.CreatedAt
                && (asked.Version is null || asked.Version != waiting.Version)
                ? new AutomaticPromotion(asked, waiting.Id)
                : null;
        }

        var last = await session.FindAsync(LastTrySql, MapEnded, ("@model", model), ("@stage", stage));
        var applied = revision.AppliedAt.ToUnixTimeMilliseconds();
        var lifted = await session.FindNumberAsync(LastLiftSql, ("@model", model), ("@stage", stage)) ?? 0;
        return
            last is null
            || last.CreatedAt <= Math.Max(Math.Max(moved, lifted), applied)
            || (
                await HasNewsAsync(session, rule, last, [.. versions, .. holders])
                && await IsNewAsync(session, asked, last)
            )
            ? new AutomaticPromotion(asked, null)
            : null;
    }

    // What came up while the last try was under way it was judged on. Where the best is asked for anybody may be it now.
    private static async Task<bool> HasNewsAsync(
        Session session,
        AutomationRule rule,
        EndedPromotion last,
        IReadOnlyList<ModelVersion> versions
    )
    {
        if (!(rule.Best is null ? last.IsRefused : last.IsRefused || last.HasSucceeded))
        {
            return false;
        }

        var model = versions[0].Model;
        var judged = rule.Best is null && last.Version is { } one ? [one] : versions.Select(version => version.Number);
        foreach (var subject in judged.Select(number => Subjects.Version(model, number)).Append(Subjects.Model(model)))
        {
            if (await session.FindNumberAsync(LastNewsSql, ("@subject", subject)) > last.ClosedAt)
            {
                return true;
            }
        }

        return false;
    }

    // A best that is there already, or cannot be told for the reason that was given, is not asked for once more.
    private static async Task<bool> IsNewAsync(Session session, NewPromotion asked, EndedPromotion last)
    {
        if (asked.Version is not null)
        {
            return true;
        }

        var promotion = PromotionStore.Begin(asked, CallerFor(asked.Id), session.Now);
        var facts = await session.GatherFactsAsync(promotion);
        var next = PromotionStep.Decide(promotion, facts).Promotion;
        return facts.CandidateOf(next) is not { IsHolder: true } && next.Outcome != last.Outcome;
    }

    private static EndedPromotion MapEnded(DbDataReader row)
    {
        var phase = Enum.Parse<Phase>(row.GetString(3));
        return new(
            CreatedAt: row.GetInt64(0),
            ClosedAt: row.IsDBNull(1) ? long.MaxValue : row.GetInt64(1),
            Version: row.IsDBNull(2) ? null : row.GetInt32(2),
            IsRefused: phase == Phase.Refused && row.GetInt32(5) == 0,
            HasSucceeded: phase == Phase.Succeeded,
            Outcome: row.GetString(4)
        );
    }

    private static OpenOne MapOpen(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            IsWaitingForPolicy: row.GetString(1) == Caller.Automation
                && Enum.Parse<Phase>(row.GetString(2)) is (Phase.AwaitingApproval or Phase.Soaking),
            CreatedAt: row.GetInt64(3),
            Version: row.IsDBNull(4) ? null : row.GetInt32(4)
        );

    // The best of the newcomers and those who are there; or the newest, if it is newer than those: never a step back. Null where that is nobody.
    private static NewPromotion? Ask(
        string id,
        string model,
        string stage,
        AutomationRule rule,
        IReadOnlyList<ModelVersion> versions,
        IReadOnlyList<ModelVersion> holders
    )
    {
        var terms = PromotionTerms.Plain with { Origin = PromotionOrigin.Automation };
        if (rule.Best is { } metric)
        {
            int[] among = [.. versions.Concat(holders).Select(version => version.Number)];
            return new NewPromotion(
                id,
                model,
                null,
                stage,
                terms with
                {
                    Best = Selection.By(metric) with { Among = among },
                },
                $"The best by {metric} in {rule.From} is promoted by policy."
            );
        }

        var newest = versions.Max(version => version.Number);
        return holders.All(holder => holder.Number < newest)
            ? new NewPromotion(id, model, newest, stage, terms, $"The newest in {rule.From} is promoted by policy.")
            : null;
    }

    // A promotion of the policy's own. It was refused by what is known, not by a person.
    private sealed record EndedPromotion(
        long CreatedAt,
        long ClosedAt,
        int? Version,
        bool IsRefused,
        bool HasSucceeded,
        string Outcome
    );

    private sealed record OpenOne(string Id, bool IsWaitingForPolicy, long CreatedAt, int? Version);
}
