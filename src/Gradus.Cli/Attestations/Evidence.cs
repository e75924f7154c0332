using Gradus.Protocol;
using Gradus.Protocol.Attestations;
using Gradus.Protocol.Client;
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
        var manifest = version.Manifest is null ? null : await server.Versions.GetManifestAsync(model, number, cancel);
        var metrics = (await server.Gates.ListMetricsAsync(model, number, cancel)).Metrics;
        var promotions = await PromotionsAsync(server, model, number, cancel);
        var waivers = await server.Gates.ListWaiversAsync(model, cancel);
        return new EvidenceBundleDto(
            EvidenceBundleDto.CurrentFormat,
            version,
            manifest,
            metrics,
            manifest is null ? [] : (await server.Gates.ListChecksAsync(model, number, cancel)).Checks,
            [.. waivers.Waivers.Where(waiver => waiver.Version == number)],
            await AllAsync(async token =>
            {
                var page = await server.History.ListAsync(model, number, null, PageSize, token, cancel);
                return (page.Transitions, page.NextPageToken);
            }),
            promotions,
            await PoliciesAsync(server, promotions, cancel),
            ModelBom.Of(version, manifest, metrics, [.. promotions.Select(one => one.Promotion)])
        );
    }

    private static async Task<List<BundledPromotionDto>> PromotionsAsync(
        GradusClient server,
        string model,
        int number,
        CancellationToken cancel
    )
    {
        var all = await AllAsync(async token =>
        {
            var page = await server.Promotions.ListAsync(model, null, false, PageSize, token, cancel);
            return (page.Promotions, page.NextPageToken);
        });
        var bundled = new List<BundledPromotionDto>();
        foreach (var id in all.Where(promotion => promotion.Version == number).Select(promotion => promotion.Id))
        {
            bundled.Add(await BundleAsync(server, await server.Promotions.GetAsync(id, cancel), cancel));
        }

        return bundled;
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
        IEnumerable<BundledPromotionDto> promotions,
        CancellationToken cancel
    )
    {
        var policies = new List<PolicyDto>();
        foreach (var number in promotions.Select(one => one.Promotion.PolicyRevision).Distinct().OrderDescending())
        {
            policies.Add(await server.Policy.GetAsync(number, cancel));
        }

        return policies;
    }

    private static async Task<List<T>> AllAsync<T>(Func<string?, Task<(IReadOnlyList<T> Items, string? Next)>> readPage)
    {
        var all = new List<T>();
        string? token = null;
        do
        {
            var (items, next) = await readPage(token);
            all.AddRange(items);
            token = next;
        } while (token is not null);

        return all;
    }
}
