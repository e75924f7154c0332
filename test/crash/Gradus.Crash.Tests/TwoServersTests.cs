using Gradus.Protocol;
using Gradus.Protocol.Client;

namespace Gradus.Crash.Tests;

/// <summary>
/// Two servers share one PostgreSQL; one is paused, or cut off from it, while clients write to both and others watch: no stage
/// ever has two holders, and no acknowledged write is lost. GRADUS_PARTITIONS sets how often, GRADUS_CRASH_SEED repeats a run's
/// choices.
/// </summary>
public sealed class TwoServersTests(ITestOutputHelper output)
{
    private const int DefaultPartitions = 8;
    private const int MaxPauseMs = 2_000;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private static int Partitions => Settings.Number("GRADUS_PARTITIONS") ?? DefaultPartitions;

    private static readonly Fault[] Faults = [Fault.Paused, Fault.HeldUp, Fault.HeldUpAndCut, Fault.Cut];

    [Fact]
    public async Task However_one_of_two_servers_is_paused_or_cut_off_there_is_one_holder_and_nothing_is_lost()
    {
        var seed = Settings.Seed;
        output.WriteLine($"seed {seed}, {Partitions} faults");
        await using var target = await Target.CreateAsync(postgres: true);
        await using var first = await Place.StartAsync("first", target);
        await using var second = await Place.StartAsync("second", target);
        var acknowledged = new Acknowledged();
        await RegistryCheck.PrepareAsync(first.Server);

        using var stop = new CancellationTokenSource();
        Load[] loads =
        [
            new(first.Address, acknowledged, seed),
            new(second.Address, acknowledged, seed + 1, firstClient: Load.Clients),
        ];
        var running = loads.Select(load => load.RunAsync(stop.Token)).ToList();
        var watching = Task.WhenAll(WatchAsync(first.Address, stop.Token), WatchAsync(second.Address, stop.Token));
        await DisturbAsync([first, second], new Random(seed));
        await Load.UntilAsync(() => loads.All(load => load.Done > 10), $"more than 10 done by each, seed {seed}");
        await stop.CancelAsync();
        await Task.WhenAll(running);

        output.WriteLine($"{loads.Sum(load => load.Done)} done, {loads.Sum(load => load.Refused)} refused");
        output.WriteLine($"{(await watching).Sum()} observations of at most one holder");
        foreach (var server in new[] { first.Server, second.Server })
        {
            await RegistryCheck.HoldsAsync(server, acknowledged, $"seed {seed}");
        }

        await RegistryCheck.PromotionsEndAsync(second.Server, acknowledged);
        await RegistryCheck.BytesHoldAsync(second.Server);
        loads.ShouldAllBe(load => load.Done > 10);
    }

    private static async Task DisturbAsync(Place[] places, Random random)
    {
        for (var i = 0; i < Partitions; i++)
        {
            var place = places[random.Next(places.Length)];
            var pause = TimeSpan.FromMilliseconds(random.Next(MaxPauseMs));
            await Task.Delay(Between);
            await place.DisturbAsync(Faults[random.Next(Faults.Length)], pause);
        }
    }

    // How often somebody looked; fails at a second holder.
    private static async Task<int> WatchAsync(Uri server, CancellationToken end)
    {
        using var api = new GradusClient(server);
        var looks = 0;
        while (!end.IsCancellationRequested)
        {
            foreach (var model in Load.Models)
            {
                foreach (var stage in (string[])["Production", "Canary"])
                {
                    looks += await LookAsync(api, model, stage);
                }
            }
        }

        return looks;
    }

    private static async Task<int> LookAsync(GradusClient api, string model, string stage)
    {
        try
        {
            var now = await api.History.GetHoldersAsync(model, stage, cancel: CancellationToken.None);
            now.Holders.Count.ShouldBeLessThanOrEqualTo(1, $"{stage} of {model}");
            return 1;
        }
        catch (Exception e) when (e is GradusUnreachableException or GradusException { Status: 503 or 429 })
        {
            return 0;
        }
    }
}
