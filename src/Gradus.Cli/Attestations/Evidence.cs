using System.Text.Json;
using Gradus.Cli.CommandLine;
using Gradus.Protocol;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Attestations;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Policies;
using Gradus.Protocol.Promotions;

namespace Gradus.Cli.Attestations;

/// <summary>Gathers what a registry knows of a version into one bundle.</summary>
internal static class Evidence
{
    private const int PageSize = 500;
    private const int Conflict = 409;

    public static async Task<EvidenceBundleDto> OfAsync(
        GradusClient server,
        string model,
        int number,
        CancellationToken cancel
    )
    {
        var version = await server.Versions.GetAsync(model, number, cancel);
        var manifest = await ManifestOfAsync(server, version, cancel);
        var metrics = (await server.Gates.ListMetricsAsync(model, number, cancel)).Metrics;
        var promotions = await PromotionsOfAsync(server, version, cancel);
        var bundled = new List<BundledPromotionDto>();
        foreach (var promotion in promotions)
        {
            bundled.Add(await BundleAsync(server, promotion, cancel));
        }

        var waivers = await server.Gates.ListWaiversAsync(model, number, cancel);
        return new EvidenceBundleDto(
            EvidenceBundleDto.CurrentFormat,
            version,
            manifest,
            metrics,
            manifest is null ? [] : (await server.Gates.ListChecksAsync(model, number, cancel)).Checks,
            waivers.Waivers,
            await Pages.AllAsync(async token =>
            {
                var page = await server.History.ListAsync(model, number, null, PageSize, token, cancel);
                return (page.Transitions, page.NextPageToken);
            }),
            bundled,
            await PoliciesAsync(server, promotions, cancel),
            ModelBom.Of(version, manifest, metrics, promotions)
        );
    }

    /// <summary>The bill of materials alone.</summary>
    public static async Task<JsonElement> BomOfAsync(
        GradusClient server,
        string model,
        int number,
        CancellationToken cancel
    )
    {
        var version = await server.Versions.GetAsync(model, number, cancel);
        return ModelBom.Of(
            version,
            await ManifestOfAsync(server, version, cancel),
            (await server.Gates.ListMetricsAsync(model, number, cancel)).Metrics,
            await PromotionsOfAsync(server, version, cancel)
        );
    }

    private static async Task<ManifestDto?> ManifestOfAsync(
        GradusClient server,
        VersionDto version,
        CancellationToken cancel
    ) =>
        version.Manifest is null
            ? null
            : await server.Versions.GetManifestAsync(version.Model, version.Version, cancel);

    // A list tells no evidence: each is asked for.
    private static async Task<List<PromotionDto>> PromotionsOfAsync(
        GradusClient server,
        VersionDto version,
        CancellationToken cancel
    )
    {
        var listed = await Pages.AllAsync(async token =>
        {
            var (model, number) = (version.Model, version.Version);
            var page = await server.Promotions.ListAsync(model, number, null, false, PageSize, token, cancel);
            return (page.Promotions, page.NextPageToken);
        });
        var promotions = new List<PromotionDto>();
        foreach (var promotion in listed)
        {
            promotions.Add(await server.Promotions.GetAsync(promotion.Id, cancel));
        }

        return promotions;
    }

    private static async Task<BundledPromotionDto> BundleAsync(
        GradusClient server,
        PromotionDto promotion,
        CancellationToken cancel
    )
    {
        var said = await server.Promotions.ApprovalsAsync(promotion.Id, cancel);
        if (promotion.Ledger is null)
        {
            return new BundledPromotionDto(promotion, said, null, "It has moved nothing.", null);
        }

        var proof = await server.Ledger.ProveAsync(promotion.Id, cancel);
        try
        {
            var attestation = await server.Promotions.AttestAsync(promotion.Id, cancel);
            return new BundledPromotionDto(promotion, said, attestation, null, proof);
        }
        catch (GradusException e) when (e.Status == Conflict)
        {
            return new BundledPromotionDto(promotion, said, null, e.Message, proof);
        }
    }

    private static async Task<List<PolicyDto>> PoliciesAsync(
        GradusClient server,
        IEnumerable<PromotionDto> promotions,
        CancellationToken cancel
    )
    {
        var policies = new List<PolicyDto>();
        foreach (var number in promotions.Select(promotion => promotion.PolicyRevision).Distinct().OrderDescending())
        {
            policies.Add(await server.Policy.GetAsync(number, cancel));
        }

        return policies;
    }
}
