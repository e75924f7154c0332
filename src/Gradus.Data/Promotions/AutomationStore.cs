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

    // Whether it was for a gate that it was refused, not for a person.
    private const string LastTrySql = """
        SELECT p.created_at, p.closed_at, p.version,
            CASE WHEN p.phase = 'Refused'
                AND NOT EXISTS (SELECT 1 FROM approvals a WHERE a.promotion = p.id AND a.decision = 'reject')
            THEN 1 ELSE 0 END
        FROM promotions p
        WHERE p.model = @model AND p.stage = @stage AND p.actor = @actor
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
    private const string LastNewsSql = "SELECT MAX(at) FROM ledger WHERE subject = @subject";

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
    /// was lifted, since the last try, or something new is known of whom gates refused; and nothing is on hold, or open but for
    /// one of the policy's own that waits and has been overtaken.
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
                        if (
                            revision.Policy.RulesFor(ofModel.Key, stage).Automation is { } rule
                            && rule.From == from
                            && await FindTryAsync(session, revision, rule, stage, [.. ofModel]) is { } attempt
                        )
                        {
                            var holders = await session.ListVersionsAsync(
                                HoldersSql,
                                ("@model", ofModel.Key),
                                ("@stage", stage)
                            );
                            found.AddRange(
                                Ask(newId(), ofModel.Key, stage, rule, [.. ofModel], holders)
                                    .Where(asked => asked.Version is null || asked.Version != attempt.Waiting?.Version)
                                    .Select(asked => new AutomaticPromotion(asked, attempt.Waiting?.Id))
                            );
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

    // Whether it is tried now; null if not.
    private static async Task<Try?> FindTryAsync(
        Session session,
        PolicyRevision revision,
        AutomationRule rule,
        string stage,
        IReadOnlyList<ModelVersion> versions
    )
    {
        var (model, from) = (versions[0].Model, rule.From);
        if ((await session.ListHoldsAsync()).Any(hold => hold.IsOn(model, stage)))
        {
            return null;
        }

        var open = await session.ListAsync(OpenSql, MapOpen, ("@model", model), ("@stage", stage));
        var moved = await session.FindNumberAsync(LastMoveSql, ("@model", model), ("@from", from)) ?? 0;
        if (open.Count > 0)
        {
            return open is [{ IsWaitingForPolicy: true } waiting] && moved > waiting.CreatedAt
                ? new Try(waiting)
                : null;
        }

        var last = await session.FindAsync(
            LastTrySql,
            MapEnded,
            ("@model", model),
            ("@stage", stage),
            ("@actor", Caller.Automation)
        );
        var applied = revision.AppliedAt.ToUnixTimeMilliseconds();
        var lifted = await session.FindNumberAsync(LastLiftSql, ("@model", model), ("@stage", stage)) ?? 0;
        return
            last is null
            || last.CreatedAt <= Math.Max(Math.Max(moved, lifted), applied)
            || await HasNewsAsync(session, versions, last)
            ? new Try(null)
            : null;
    }

    // What came up while the last try was under way it was judged on. Where nobody was picked, anybody may be now.
    private static async Task<bool> HasNewsAsync(
        Session session,
        IReadOnlyList<ModelVersion> versions,
        EndedPromotion last
    )
    {
        if (!last.IsRefusedByGates)
        {
            return false;
        }

        var model = versions[0].Model;
        var judged = last.Version is { } version ? [version] : versions.Select(one => one.Number);
        foreach (var subject in judged.Select(number => Subjects.Version(model, number)).Append(Subjects.Model(model)))
        {
            if (await session.FindNumberAsync(LastNewsSql, ("@subject", subject)) > last.ClosedAt)
            {
                return true;
            }
        }

        return false;
    }

    private static EndedPromotion MapEnded(DbDataReader row) =>
        new(
            CreatedAt: row.GetInt64(0),
            ClosedAt: row.IsDBNull(1) ? long.MaxValue : row.GetInt64(1),
            Version: row.IsDBNull(2) ? null : row.GetInt32(2),
            IsRefusedByGates: row.GetInt32(3) == 1
        );

    private static OpenPromotion MapOpen(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            IsWaitingForPolicy: row.GetString(1) == Caller.Automation
                && Enum.Parse<Phase>(row.GetString(2)) is (Phase.AwaitingApproval or Phase.Soaking),
            CreatedAt: row.GetInt64(3),
            Version: row.IsDBNull(4) ? null : row.GetInt32(4)
        );

    // The best of the newcomers and those who are there; or the newest, if it is newer than those: never a step back.
    private static IEnumerable<NewPromotion> Ask(
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
            yield return new NewPromotion(
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
            yield break;
        }

        var newest = versions.Max(version => version.Number);
        if (holders.All(holder => holder.Number < newest))
        {
            yield return new NewPromotion(
                id,
                model,
                newest,
                stage,
                terms,
                $"The newest in {rule.From} is promoted by policy."
            );
        }
    }

    private sealed record EndedPromotion(long CreatedAt, long ClosedAt, int? Version, bool IsRefusedByGates);

    private sealed record Try(OpenPromotion? Waiting);

    private sealed record OpenPromotion(string Id, bool IsWaitingForPolicy, long CreatedAt, int? Version);
}
