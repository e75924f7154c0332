using System.Diagnostics;
using Gradus.Protocol;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests;

/// <summary>Reads a whole registry back through its server and sees that the invariants hold.</summary>
internal static class RegistryCheck
{
    /// <summary>Makes the stage and the models that the load works on.</summary>
    public static async Task PrepareAsync(ServerProcess server)
    {
        using var api = new GradusClient(server.Address);
        await api.Stages.CreateAsync(new CreateStageDto("Canary", Occupancy: "one"));
        foreach (var model in Load.Models)
        {
            await api.Models.CreateAsync(new CreateModelDto(model));
        }
    }

    /// <summary>All that was acknowledged is there, nothing is half done, and the ledger tells the tables.</summary>
    public static async Task HoldsAsync(ServerProcess server, Acknowledged acknowledged, string when)
    {
        using var api = new GradusClient(server.Address);
        (await ViolationsAsync(api, acknowledged)).ShouldBeEmpty(when);
        await LedgerHoldsAsync(api, when);
    }

    /// <summary>What does not hold, a sentence each.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(GradusClient api, Acknowledged acknowledged)
    {
        var registry = await Registry.ReadAsync(api);
        return
        [
            .. Invariants.Violations(registry, acknowledged),
            .. await Invariants.BlobViolationsAsync(api, acknowledged),
        ];
    }

    /// <summary>Every promotion that was opened comes to an end, and what succeeded has moved its version exactly once, or found it there.</summary>
    public static async Task PromotionsEndAsync(ServerProcess server, Acknowledged acknowledged)
    {
        using var api = new GradusClient(server.Address);
        var waited = Stopwatch.StartNew();
        foreach (var id in acknowledged.Promotions)
        {
            var promotion = await api.Promotions.GetAsync(id);
            while (promotion.Open && waited.Elapsed < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(50);
                promotion = await api.Promotions.GetAsync(id);
            }

            promotion.Open.ShouldBeFalse($"promotion {id} is {promotion.Phase}: {promotion.Outcome}");
            promotion.Phase.ShouldBe("Succeeded", promotion.Outcome);
            promotion.Gates.ShouldAllBe(gate => gate.Result == "Passed");
        }

        var history = (await Registry.ReadAsync(api)).History;
        history
            .Where(transition => transition.Promotion is not null && transition.DisplacedBy is null)
            .GroupBy(transition => transition.Promotion)
            .ShouldAllBe(moves => moves.Count() == 1);
    }

    /// <summary>Every version that says it is ready consists of what it was registered with, byte for byte.</summary>
    public static async Task BytesHoldAsync(ServerProcess server)
    {
        using var api = new GradusClient(server.Address);
        var versions = (await Registry.ReadAsync(api)).Versions.Values;
        versions.ShouldAllBe(version => version.Status == "ready");
        foreach (var version in versions.Where(version => version.Manifest is not null))
        {
            var found = await api.Versions.VerifyAsync(version.Model, version.Version);
            found.Sound.ShouldBeTrue(string.Join(' ', found.Problems));
        }
    }

    // Every record follows from the one before, the tables are what they tell, and what was signed before is still its beginning.
    private static async Task LedgerHoldsAsync(GradusClient api, string when)
    {
        var found = await api.Ledger.VerifyAsync(withBlobs: false);
        found.Problem.ShouldBeNull(when);
        found.Differences.ShouldBeEmpty(when);
        found.Signing.ShouldBeNull(when);
        (await api.Ledger.CheckpointAsync()).Size.ShouldBeGreaterThanOrEqualTo(found.Records, when);
    }
}
