using Gradus.Protocol;

namespace Gradus.Crash.Tests;

/// <summary>
/// The power is cut while clients write: what was not flushed is gone, what was acknowledged is there. GRADUS_POWER_CUTS sets how
/// often, GRADUS_CRASH_SEED repeats a run's choices.
/// </summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private const int DefaultCuts = 15;
    private const int CutsOfOneRegistry = 40;
    private const int MinLoadMs = 20;
    private const int MaxLoadMs = 500;

    private static int Cuts => Settings.Number("GRADUS_POWER_CUTS") ?? DefaultCuts;

    [Fact]
    public async Task No_power_cut_loses_an_acknowledged_write()
    {
        var seed = Settings.Seed;
        output.WriteLine($"seed {seed}, {Cuts} cuts");
        var random = new Random(seed);
        var acknowledged = 0;
        for (var done = 0; done < Cuts; done += CutsOfOneRegistry)
        {
            acknowledged += await CutOneRegistryAsync(Math.Min(CutsOfOneRegistry, Cuts - done), random, seed);
        }

        output.WriteLine($"{acknowledged} writes acknowledged; none lost");
        acknowledged.ShouldBeGreaterThan(Cuts);
    }

    // As with PRAGMA synchronous = NORMAL, which does not flush the log at a commit: the suite must see it.
    [Fact]
    public async Task Without_flushing_the_log_acknowledged_writes_are_lost()
    {
        var seed = Settings.Seed;
        output.WriteLine($"seed {seed}");
        using var disk = await FaultyDisk.CreateAsync(ignored: "-wal");
        var acknowledged = new Acknowledged();
        await using (var first = await disk.StartAsync())
        {
            await RegistryCheck.PrepareAsync(first);
        }

        await LoadAndCutAsync(disk, acknowledged, seed, TimeSpan.FromSeconds(1));
        await using var server = await disk.StartAsync();
        using var api = new GradusClient(server.Address);
        var lost = await LostAsync(api, acknowledged);
        output.WriteLine($"{lost} of {acknowledged.Versions.Count} acknowledged versions are lost");
        lost.ShouldBeGreaterThan(0);
    }

    private static async Task<int> CutOneRegistryAsync(int cuts, Random random, int seed)
    {
        using var disk = await FaultyDisk.CreateAsync();
        var acknowledged = new Acknowledged();
        for (var cut = 0; cut < cuts; cut++)
        {
            await using (var server = await disk.StartAsync())
            {
                if (cut == 0)
                {
                    await RegistryCheck.PrepareAsync(server);
                }

                await RegistryCheck.HoldsAsync(server, acknowledged, $"after cut {cut} of seed {seed}");
                await LoadAndCutAsync(
                    disk,
                    server,
                    acknowledged,
                    random.Next(),
                    TimeSpan.FromMilliseconds(random.Next(MinLoadMs, MaxLoadMs))
                );
            }
        }

        await using var last = await disk.StartAsync();
        await RegistryCheck.HoldsAsync(last, acknowledged, $"after the last cut of seed {seed}");
        await RegistryCheck.PromotionsEndAsync(last, acknowledged);
        await RegistryCheck.BytesHoldAsync(last);
        return acknowledged.Versions.Count + acknowledged.Moves.Count + acknowledged.Blobs.Count;
    }

    private static async Task LoadAndCutAsync(FaultyDisk disk, Acknowledged acknowledged, int seed, TimeSpan length)
    {
        await using var server = await disk.StartAsync();
        await LoadAndCutAsync(disk, server, acknowledged, seed, length);
    }

    private static async Task LoadAndCutAsync(
        FaultyDisk disk,
        ServerProcess server,
        Acknowledged acknowledged,
        int seed,
        TimeSpan length
    )
    {
        var load = new Load(server.Address, acknowledged, seed);
        var running = load.RunAsync();
        await load.Begun;
        await Task.Delay(length);
        await disk.CutAsync(server);
        await running;
    }

    // The models themselves may be gone.
    private static async Task<int> LostAsync(GradusClient api, Acknowledged acknowledged)
    {
        var lost = 0;
        foreach (var (model, version) in acknowledged.Versions.Values)
        {
            try
            {
                await api.Versions.GetAsync(model, version);
            }
            catch (Protocol.Client.GradusException e) when (e.Status == 404)
            {
                lost++;
            }
        }

        return lost;
    }
}
