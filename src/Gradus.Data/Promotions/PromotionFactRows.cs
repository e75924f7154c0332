using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Data.Approvals;
using Gradus.Data.Artifacts;
using Gradus.Data.Datasets;
using Gradus.Data.Gates;
using Gradus.Data.Holds;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Stages;

namespace Gradus.Data.Promotions;

/// <summary>Gathers what a promotion's next step is decided on.</summary>
internal static class PromotionFactRows
{
    private const string OfModel = "FROM versions v WHERE v.model = @model ORDER BY v.number";

    private const string SizeSql = """
        SELECT size FROM manifests
        WHERE digest = @digest
        """;

    private const string MetricsSql = """
        SELECT key, value FROM version_metrics
        WHERE model = @model AND version = @version
        """;

    // The last transition into the stage that it is in: since then it has been there without a break.
    private const string SinceSql = """
        SELECT MAX(at) FROM transitions
        WHERE life = (SELECT life FROM models WHERE name = @model) AND version = @version AND to_stage = @stage
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
        var versions = await session.ListVersionsAsync(OfModel, ("@model", promotion.Model));
        var facts = new PromotionFacts(
            (await ModelStore.GetAsync(session, promotion.Model)).Value,
            await DescribeAsync(session, versions.Where(version => IsCandidate(version, promotion, stages)), promotion),
            await DescribeAsync(session, versions.Where(version => version.Stage == promotion.Stage), promotion),
            stages,
            revision ?? await session.GetPolicyAsync(),
            session.Now
        )
        {
            Approvals = await session.ListApprovalsAsync(promotion.Id),
            Waivers = await session.ListWaiversAsync(promotion.Model, promotion.Stage),
            Holds = [.. (await session.ListHoldsAsync()).Where(hold => hold.IsOn(promotion.Model, promotion.Stage))],
            Datasets = (await session.ListDatasetsAsync()).ToDictionary(
                dataset => dataset.Name,
                dataset => new PromotionDataset(
                    dataset.Name,
                    dataset.Digest.Hex,
                    dataset.Size,
                    dataset.Label,
                    dataset.Ignore
                )
            ),
        };
        return await WithEvidenceAsync(session, promotion, facts);
    }

    // What the gates rest on is known once the other facts are.
    private static async Task<PromotionFacts> WithEvidenceAsync(
        Session session,
        Promotion promotion,
        PromotionFacts facts
    )
    {
        var found = new Dictionary<Digest, Dictionary<Digest, IReadOnlyList<Evaluation>>>();
        foreach (var request in PromotionStep.RestsOn(promotion, facts).Distinct())
        {
            var ofArtifact = found.TryGetValue(request.Artifact, out var known) ? known : found[request.Artifact] = [];
            var task = request.Task.Digest;
            if (!ofArtifact.ContainsKey(task))
            {
                ofArtifact[task] = await session.ListEvidenceAsync(request.Artifact, task);
            }
        }

        return facts with
        {
            Candidates = [.. facts.Candidates.Select(WithEvidence)],
            Holders = [.. facts.Holders.Select(WithEvidence)],
        };

        VersionFacts WithEvidence(VersionFacts version) =>
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

    private static async Task<IReadOnlyList<VersionFacts>> DescribeAsync(
        Session session,
        IEnumerable<ModelVersion> versions,
        Promotion promotion
    )
    {
        var described = new List<VersionFacts>();
        foreach (var version in versions)
        {
            described.Add(await session.DescribeAsync(version, version.Stage == promotion.Stage));
        }

        return described;
    }

    /// <summary>A version with all that gates judge on, but for what workers found.</summary>
    public static async Task<VersionFacts> DescribeAsync(this Session session, ModelVersion version, bool isHolder)
    {
        var reading = version.Manifest is { } digest ? await session.FindSignatureAsync(digest) : null;
        var since = await session.FindNumberAsync(
            SinceSql,
            ("@model", version.Model),
            ("@version", version.Number),
            ("@stage", version.Stage)
        );
        var logged = await session.ListAsync(
            MetricsSql,
            row => (Key: row.GetString(0), Value: row.IsDBNull(1) ? double.NaN : row.GetDouble(1)),
            ("@model", version.Model),
            ("@version", version.Number)
        );
        return new VersionFacts(version, isHolder)
        {
            Signature = reading?.Signature,
            SignatureProblem = reading?.Problem,
            Size = version.Manifest is { } manifest
                ? await session.FindNumberAsync(SizeSql, ("@digest", manifest.Hex))
                : null,
            InStageSince = since is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : version.CreatedAt,
            Logged = logged.ToDictionary(metric => metric.Key, metric => metric.Value),
            Checks = version.Manifest is { } artifact ? await session.ListChecksAsync(artifact) : [],
        };
    }
}
