using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;
using Gradus.Data.Artifacts;
using Gradus.Data.Models;
using Gradus.Data.Stages;

namespace Gradus.Data.Promotions;

/// <summary>Gathers what a promotion's next step is decided on.</summary>
internal static class PromotionFactRows
{
    private const string OfModel = "FROM versions v WHERE v.model = @model ORDER BY v.number";

    public static async Task<PromotionFacts> GatherFactsAsync(this Session session, Promotion promotion)
    {
        var stages = await session.ListStagesAsync();
        var versions = await session.ListVersionsAsync(OfModel, ("@model", promotion.Model));
        var candidates = new List<VersionFacts>();
        foreach (var version in versions.Where(version => IsCandidate(version, promotion, stages)))
        {
            candidates.Add(await FactsOfAsync(session, version, promotion));
        }

        var holders = new List<VersionFacts>();
        foreach (var version in versions.Where(version => version.Stage == promotion.Stage))
        {
            holders.Add(await FactsOfAsync(session, version, promotion));
        }

        return new PromotionFacts(candidates, holders);
    }

    // The version that is known; else whoever has not come further than the stage, and is not out of use.
    private static bool IsCandidate(ModelVersion version, Promotion promotion, StageCatalog stages) =>
        promotion.Version is { } number
            ? version.Number == number
            : stages.Find(version.Stage) is { Kind: not StageKind.Archive } at
                && at.Position <= (stages.Find(promotion.Stage)?.Position ?? -1);

    private static async Task<VersionFacts> FactsOfAsync(Session session, ModelVersion version, Promotion promotion)
    {
        if (version.Manifest is not { } manifest)
        {
            return new VersionFacts(version, null, null, version.Stage == promotion.Stage);
        }

        var reading = await session.FindSignatureAsync(manifest);
        var evaluation = promotion.Terms.Dataset is null
            ? null
            : await session.FindEvidenceAsync(manifest, promotion.Terms.Task(), promotion.CreatedAt);
        return new VersionFacts(
            version,
            reading?.Signature,
            evaluation,
            version.Stage == promotion.Stage,
            reading?.Problem
        );
    }
}
