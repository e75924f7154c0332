namespace Gradus.Crash.Tests;

/// <summary>
/// PostgreSQL crashes, loses its connections, and is replaced by its replica, while clients write. GRADUS_POSTGRES_FAULTS sets
/// how often, GRADUS_CRASH_SEED repeats a run's choices.
/// </summary>
public sealed class PostgresFaultTests(ITestOutputHelper output)
{
    // What a suite must have seen acknowledged to say anything.
    private const int Least = 10;

    private const int DefaultFaults = 8;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(300);

    private static int Faults => Settings.Number("GRADUS_POSTGRES_FAULTS") ?? DefaultFaults;

    [Fact]
    public async Task Crashes_of_PostgreSQL_and_ended_connections_lose_no_acknowledged_write()
    {
        var seed = Settings.Seed;
        output.WriteLine($"seed {seed}, {Faults} faults");
        var random = new Random(seed);
        await using var target = await Target.CreateAsync(postgres: false);
        await using var postgres = await OwnPostgres.CreateAsync();
        await using var server = await ServerProcess.StartAsync(target.Data, OwnPostgres.AddressOf(postgres.Port));
        var acknowledged = new Acknowledged();
        await RegistryCheck.PrepareAsync(server);

        await UnderLoadAsync(
            server,
            acknowledged,
            seed,
            async load =>
            {
                for (var fault = 0; fault < Faults; fault++)
                {
                    await Task.Delay(Between);
                    await (
                        random.Next(3) == 0 ? CrashAsync(postgres) : postgres.ExecuteAsync(Target.EndConnectionsSql)
                    );
                    await GoesOnAsync(load, $"after fault {fault} of seed {seed}");
                }
            }
        );
        await HoldsAsync(server, acknowledged, seed);
    }

    // The replica has all that was acknowledged, since PostgreSQL is told to wait for it; also what was committed without waiting
    // for the disk and flushed together with others.
    [Fact]
    public async Task A_replica_that_takes_over_has_every_acknowledged_write()
    {
        var seed = Settings.Seed;
        output.WriteLine($"seed {seed}");
        await using var target = await Target.CreateAsync(postgres: false);
        await using var primary = await OwnPostgres.CreateAsync(
            "synchronous_standby_names = '*'",
            "wal_level = replica"
        );
        await using var replica = await primary.ReplicateAsync();
        await using var relay = new Relay(primary.Port);
        await using var server = await ServerProcess.StartAsync(target.Data, OwnPostgres.AddressOf(relay.Port));
        var acknowledged = new Acknowledged();
        await RegistryCheck.PrepareAsync(server);

        await UnderLoadAsync(
            server,
            acknowledged,
            seed,
            async load =>
            {
                await Task.Delay(TimeSpan.FromSeconds(2));
                await primary.CrashAsync();
                await replica.PromoteAsync();
                relay.LeadTo(replica.Port);
                await GoesOnAsync(load, $"after the replica took over, seed {seed}");
            }
        );
        await HoldsAsync(server, acknowledged, seed);
    }

    private async Task HoldsAsync(ServerProcess server, Acknowledged acknowledged, int seed)
    {
        await RegistryCheck.HoldsAsync(server, acknowledged, $"seed {seed}");
        await RegistryCheck.PromotionsEndAsync(server, acknowledged);
        await RegistryCheck.BytesHoldAsync(server);
        output.WriteLine(
            $"{acknowledged.Versions.Count} versions, {acknowledged.Moves.Count} moves acknowledged; none lost"
        );
        acknowledged.Moves.Count.ShouldBeGreaterThan(Least);
    }

    private async Task UnderLoadAsync(ServerProcess server, Acknowledged acknowledged, int seed, Func<Load, Task> act)
    {
        using var stop = new CancellationTokenSource();
        var load = new Load(server.Address, acknowledged, seed);
        var running = load.RunAsync(stop.Token);
        try
        {
            await act(load);
            await Load.UntilAsync(() => acknowledged.Moves.Count > Least, $"more than {Least} moves, seed {seed}");
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        output.WriteLine($"{load.Done} done, {load.Refused} refused");
        load.Refused.ShouldBeGreaterThan(0);
    }

    private static async Task<object?> CrashAsync(OwnPostgres postgres)
    {
        await postgres.CrashAsync();
        await postgres.StartAsync();
        return null;
    }

    private static Task GoesOnAsync(Load load, string when)
    {
        var done = load.Done;
        return Load.UntilAsync(() => load.Done >= done + Load.Clients, when);
    }
}
