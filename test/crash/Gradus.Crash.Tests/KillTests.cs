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

    private static int Kills => Settings.Number("GRADUS_CRASH_KILLS") ?? DefaultKills;

    private async Task KillAgainAndAgainAsync(bool postgres, int kills)
    {
        var seed = Settings.Seed;
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
        await RegistryCheck.PromotionsEndAsync(last, acknowledged);
        await RegistryCheck.BytesHoldAsync(last);
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
        if (kill == 0)
        {
            await RegistryCheck.PrepareAsync(server);
        }

        Directory.GetFiles(target.Drafts).ShouldBeEmpty($"uploads that kill {kill} of seed {seed} cut are left behind");
        await RegistryCheck.HoldsAsync(server, acknowledged, $"after kill {kill} of seed {seed}");
    }
}
