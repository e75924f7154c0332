using System.Diagnostics;
using System.Globalization;
using Gradus.Protocol;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests;

/// <summary>
/// The server is killed at random moments while clients write to it, again and again on the same data. After each kill all
/// that was acknowledged must be there, and nothing half done. GRADUS_CRASH_KILLS sets how often, GRADUS_CRASH_SEED repeats
/// a run's choices.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int DefaultKills = 200;

    // Then a new one is begun: reading all of it back after each kill must stay quick.
    private const int KillsOfOneRegistry = 40;

    private const int MinLoadMs = 50;
    private const int MaxLoadMs = 400;

    // Of so many kills one more hits a server that is just starting on what the last one left.
    private const int KillsAStart = 6;
    private const int MaxStartMs = 700;

    [Fact]
    public Task On_SQLite_no_kill_loses_an_acknowledged_write() => KillAgainAndAgainAsync(postgres: false, Kills);

    // Whether PostgreSQL keeps what it has committed is its own business: fewer kills show that the server asks it right.
    [Fact]
    public Task On_PostgreSQL_no_kill_loses_an_acknowledged_write() =>
        KillAgainAndAgainAsync(postgres: true, Math.Max(1, Kills / 5));

    private static int Kills => Setting("GRADUS_CRASH_KILLS") ?? DefaultKills;

    private async Task KillAgainAndAgainAsync(bool postgres, int kills)
    {
        var seed = Setting("GRADUS_CRASH_SEED") ?? Environment.TickCount;
        output.WriteLine($"seed {seed}, {kills} kills");
        var random = new Random(seed);
        for (var done = 0; done < kills; done += KillsOfOneRegistry)
        {
            await KillOneRegistryAsync(postgres, Math.Min(KillsOfOneRegistry, kills - done), random, seed);
        }
    }

    private async Task KillOneRegistryAsync(bool postgres, int kills, Random random, int seed)
    {
        var acknowledged = new Acknowledged();
        await using var target = await Target.CreateAsync(postgres);
        for (var kill = 0; kill < kills; kill++)
        {
            if (random.Next(KillsAStart) == 0)
            {
                var after = TimeSpan.FromMilliseconds(random.Next(MaxStartMs));
                await ServerProcess.StartAndKillAsync(target.Data, target.Address, after);
            }

            await using var server = await ServerProcess.StartAsync(target.Data, target.Address);
            await CheckAsync(server, acknowledged, kill, seed, target);
            var load = new Load(server.Address, acknowledged, random.Next());
            var running = load.RunAsync();
            await load.Begun;
            await Task.Delay(random.Next(MinLoadMs, MaxLoadMs));
            await server.KillAsync();
            await running;
        }

        await using var last = await ServerProcess.StartAsync(target.Data, target.Address);
        await CheckAsync(last, acknowledged, kills, seed, target);
        await CheckPromotionsAsync(last, acknowledged);
        await CheckBytesAsync(last);
        output.WriteLine(
            $"{acknowledged.Versions.Count} versions, {acknowledged.Moves.Count} moves, {acknowledged.Blobs.Count} blobs, "
                + $"{acknowledged.Promotions.Count} promotions acknowledged; none lost"
        );
        (acknowledged.Versions.Count + acknowledged.Moves.Count + acknowledged.Blobs.Count).ShouldBeGreaterThan(kills);
    }

    private static async Task CheckAsync(
        ServerProcess server,
        Acknowledged acknowledged,
        int kill,
        int seed,
        Target target
    )
    {
        using var api = new GradusClient(server.Address);
        if (kill == 0)
        {
            await api.Stages.CreateAsync(new CreateStageDto("Canary", Occupancy: "one"));
            foreach (var model in Load.Models)
            {
                await api.Models.CreateAsync(new CreateModelDto(model));
            }
        }

        Directory.GetFiles(target.Drafts).ShouldBeEmpty($"uploads that kill {kill} of seed {seed} cut are left behind");

        var registry = await Registry.ReadAsync(api);
        Invariants
            .Violations(registry, acknowledged)
            .Concat(await Invariants.BlobViolationsAsync(api, acknowledged))
            .ShouldBeEmpty($"after kill {kill} of seed {seed}");
        await CheckLedgerAsync(api, $"after kill {kill} of seed {seed}");
    }

    // Every record follows from the one before, the tables are what they tell, and what was signed before is still its beginning.
    private static async Task CheckLedgerAsync(GradusClient api, string when)
    {
        var found = await api.Ledger.VerifyAsync(withBlobs: false);
        found.Problem.ShouldBeNull(when);
        found.Differences.ShouldBeEmpty(when);
        found.Signing.ShouldBeNull(when);
        (await api.Ledger.CheckpointAsync()).Size.ShouldBeGreaterThanOrEqualTo(found.Records, when);
    }

    // Every promotion that was opened comes to an end, and what succeeded has moved its version exactly once, or found it there.
    private static async Task CheckPromotionsAsync(ServerProcess server, Acknowledged acknowledged)
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

    // Every version that says it is ready consists of what it was registered with, byte for byte.
    private static async Task CheckBytesAsync(ServerProcess server)
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

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
