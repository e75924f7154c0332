using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Core.Work;
using Gradus.Data.Approvals;
using Gradus.Data.Datasets;
using Gradus.Data.Gates;
using Gradus.Data.Holds;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Serving;
using Gradus.Data.Stages;

namespace Gradus.Data.Promotions;

/// <summary>Gathers what a promotion's next step is decided on.</summary>
internal static class PromotionFactRows
{
    private const string OfModel = "FROM versions v WHERE v.model = @model ORDER BY v.number";

    // Who holds the stage, and the one that wants in.
    private const string Concerned = """
        FROM versions v WHERE v.model = @model AND (v.number = @version OR v.stage = @stage) ORDER BY v.number
        """;

    // The last that left the stage other than because it was no good there; where all were no good, the last of them: an empty
    // stage asks no less than it did while that one was in it.
    internal const string LastHolderSql = $"""
        SELECT COALESCE(
            (SELECT t.version {LeftSql} AND v.status = 'ready' AND t.kind <> 'rollback' ORDER BY t.id DESC LIMIT 1),
            (SELECT t.version {LeftSql} ORDER BY t.id DESC LIMIT 1))
        """;

    private const string LeftSql = """
        FROM transitions t
        JOIN versions v ON v.model = @model AND v.number = t.version
        WHERE t.life = (SELECT life FROM models WHERE name = @model)
          AND t.from_stage = @stage AND t.to_stage <> @stage
        """;

    private const string OneSql = "FROM versions v WHERE v.model = @model AND v.number = @version";

    // Under this name, but of a model that was deleted or renamed.
    private const string LostHolderSql = """
        SELECT 1 FROM transitions
        WHERE model = @model AND to_stage = @stage AND life <> (SELECT life FROM models WHERE name = @model)
        LIMIT 1
        """;

    /// <summary>Reads them.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="promotion">The promotion; it need not be kept yet.</param>
    /// <param name="revision">The policy to judge by; null for the one in force.</param>
    public static async Task<PromotionFacts> GatherFactsAsync(
        this Session session,
        Promotion promotion,
        PolicyRevision? revision = null
    )
    {
        var stages = await session.ListStagesAsync();
        var versions = promotion.Version is { } number
            ? await session.ListFactsAsync(
                Concerned,
                ("@model", promotion.Model),
                ("@version", number),
                ("@stage", promotion.Stage)
            )
            : await session.ListFactsAsync(OfModel, ("@model", promotion.Model));
        var policy = revision ?? await session.GetPolicyAsync();
        versions =
        [
            .. versions.Select(one =>
                one with
                {
                    IsHolder = one.Version.Stage == promotion.Stage,
                    Checks = [.. one.Checks.Where(check => policy.Policy.LetsSpeak(check, promotion.Model))],
                }
            ),
        ];
        var facts = new PromotionFacts(
            (await ModelStore.GetAsync(session, promotion.Model)).Value,
            [.. versions.Where(one => IsCandidate(one.Version, promotion, stages))],
            [.. versions.Where(one => one.IsHolder)],
            stages,
            policy,
            session.Now
        )
        {
            Approvals = await session.ListApprovalsAsync(promotion.Id),
            Waivers = await session.ListWaiversAsync(promotion.Model, promotion.Stage),
            Holds = [.. (await session.ListHoldsAsync()).Where(hold => hold.IsOn(promotion.Model, promotion.Stage))],
            Datasets = (await session.ListDatasetsAsync()).ToDictionary(dataset => dataset.Name, PromotionDataset.Of),
        };
        if (facts.Holders.Count == 0 && facts.RulesOf(promotion).CompareWithLastHolder)
        {
            var last = await session.FindLastHolderAsync(promotion.Model, promotion.Stage);
            facts = facts with
            {
                LastHolder = last,
                HasLostHolder = last is null && await session.HasLostHolderAsync(promotion),
            };
        }

        if (facts.RulesOf(promotion).Verification is { WatchesTraffic: true })
        {
            facts = facts with { Gateways = await session.ListGatewaysAsync(promotion.Model, promotion.Stage) };
        }

        return await WithEvidenceAsync(session, promotion, facts);
    }

    /// <summary>The version that held a stage last and was good there, else the last that held it; null if none is left that did.</summary>
    public static async Task<VersionFacts?> FindLastHolderAsync(this Session session, string model, string stage) =>
        await session.FindNumberAsync(LastHolderSql, ("@model", model), ("@stage", stage)) is { } number
            ? (await session.ListFactsAsync(OneSql, ("@model", model), ("@version", number))).Single()
            : null;

    private static async Task<bool> HasLostHolderAsync(this Session session, Promotion promotion) =>
        await session.FindNumberAsync(LostHolderSql, ("@model", promotion.Model), ("@stage", promotion.Stage))
            is not null;

    // What the gates rest on is known once the other facts are; what a comparison rests on, once both sides were measured.
    private static async Task<PromotionFacts> WithEvidenceAsync(
        Session session,
        Promotion promotion,
        PromotionFacts facts
    )
    {
        var found = new Dictionary<Digest, Dictionary<Digest, IReadOnlyList<Evaluation>>>();
        while (await FindMoreAsync(session, PromotionStep.RestsOn(promotion, facts), found))
        {
            facts = WithEvidence(facts, found);
        }

        return facts;
    }

    private static async Task<bool> FindMoreAsync(
        Session session,
        IEnumerable<WorkRequest> requests,
        Dictionary<Digest, Dictionary<Digest, IReadOnlyList<Evaluation>>> found
    )
    {
        var more = false;
        foreach (var request in requests.Distinct())
        {
            var ofArtifact = found.TryGetValue(request.Artifact, out var known) ? known : found[request.Artifact] = [];
            var task = request.Task.Digest;
            if (!ofArtifact.ContainsKey(task))
            {
                ofArtifact[task] = await session.ListEvidenceAsync(request.Artifact, task);
                more = true;
            }
        }

        return more;
    }

    private static PromotionFacts WithEvidence(
        PromotionFacts facts,
        Dictionary<Digest, Dictionary<Digest, IReadOnlyList<Evaluation>>> found
    )
    {
        return facts with
        {
            Candidates = [.. facts.Candidates.Select(Of)],
            Holders = [.. facts.Holders.Select(Of)],
            LastHolder = facts.LastHolder is { } last ? Of(last) : null,
        };

        VersionFacts Of(VersionFacts version) =>
            version.Version.Manifest is { } manifest && found.TryGetValue(manifest, out var evidence)
                ? version with
                {
                    Evidence = evidence,
                }
                : version;
    }

    // The version that is known; else whoever has not come further than the stage, and is not out of use.
    private static bool IsCandidate(ModelVersion version, Promotion promotion, StageCatalog stages) =>
        promotion.Version is { } number
            ? version.Number == number
            : stages.Find(version.Stage) is { Kind: not StageKind.Archive } at
                && at.Position <= (stages.Find(promotion.Stage)?.Position ?? -1)
                && promotion.Terms.Best?.Among?.Contains(version.Number) != false;
}
