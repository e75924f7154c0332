using Gradus.Core;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Data.Holds;
using Gradus.Data.Models;
using Gradus.Data.Policies;

namespace Gradus.Data.Promotions;

/// <summary>Finds what the policy promotes unasked.</summary>
public sealed class AutomationStore(Database database)
{
    private const string FromSql =
        "FROM versions v WHERE v.stage = @from AND v.status = 'ready' ORDER BY v.model, v.number";

    private const string HoldersSql = "FROM versions v WHERE v.model = @model AND v.stage = @stage";

    private const string LastTrySql = """
        SELECT MAX(created_at) FROM promotions
        WHERE model = @model AND stage = @stage AND actor = @actor
        """;

    private const string LastMoveSql = """
        SELECT MAX(at) FROM transitions
        WHERE model = @model AND to_stage = @from
        """;

    private const string OpenSql = """
        SELECT 1 FROM promotions
        WHERE model = @model AND stage = @stage AND closed_at IS NULL
        LIMIT 1
        """;

    /// <summary>The caller that automatic promotions have.</summary>
    public static Caller CallerFor(string requestId) => new(VerificationRows.Automation, requestId);

    /// <summary>
    /// The promotions that are to be opened now: where the policy promotes from a stage, something has come into it since the
    /// last try, and nothing is open or on hold.
    /// </summary>
    /// <param name="newId">Makes an id.</param>
    /// <param name="cancellationToken">The server stops.</param>
    public Task<List<NewPromotion>> FindAsync(Func<string> newId, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session =>
            {
                var revision = await session.GetPolicyAsync();
                var found = new List<NewPromotion>();
                foreach (var (stage, from) in RulesIn(revision.Policy))
                {
                    var versions = await session.ListVersionsAsync(FromSql, ("@from", from));
                    foreach (var ofModel in versions.GroupBy(version => version.Model, StringComparer.Ordinal))
                    {
                        if (
                            revision.Policy.RulesFor(ofModel.Key, stage).Automation is { } rule
                            && rule.From == from
                            && await IsToBeTriedAsync(session, revision, ofModel.Key, stage, from)
                        )
                        {
                            var holders = await session.ListVersionsAsync(
                                HoldersSql,
                                ("@model", ofModel.Key),
                                ("@stage", stage)
                            );
                            found.AddRange(Ask(newId(), ofModel.Key, stage, rule, [.. ofModel], holders));
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

    private static async Task<bool> IsToBeTriedAsync(
        Session session,
        PolicyRevision revision,
        string model,
        string stage,
        string from
    )
    {
        var isOpen = await session.FindNumberAsync(OpenSql, ("@model", model), ("@stage", stage)) is not null;
        if (isOpen || (await session.ListHoldsAsync()).Any(hold => hold.IsOn(model, stage)))
        {
            return false;
        }

        var tried = await session.FindNumberAsync(
            LastTrySql,
            ("@model", model),
            ("@stage", stage),
            ("@actor", VerificationRows.Automation)
        );
        var moved = await session.FindNumberAsync(LastMoveSql, ("@model", model), ("@from", from));
        var applied = revision.AppliedAt.ToUnixTimeMilliseconds();
        return tried is not { } at || at <= Math.Max(moved ?? 0, applied);
    }

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
}
