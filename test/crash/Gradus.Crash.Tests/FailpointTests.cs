using Gradus.Core.Faults;

namespace Gradus.Crash.Tests;

/// <summary>
/// The server dies, its power is cut, or it fails at one failpoint after the other, while somebody does all that a registry is for
/// and others write. After each, what was acknowledged is there, nothing is half done, and what was cut off acts once when it is
/// sent again. A failpoint that is not reached fails the test. GRADUS_FAILPOINT_ROUNDS sets how often each is met in each way
/// (unset: some of them, as the seed has it), GRADUS_CRASH_SEED repeats a run's choices.
/// </summary>
public sealed class FailpointTests(ITestOutputHelper output)
{
    // Without a size, so many failpoints by a kill on SQLite, and in each of the other ways.
    private const int Some = 10;
    private const int Few = 4;

    // Then a new registry is begun: reading all of it back must stay quick.
    private const int OfOneRegistry = 10;

    // How many may pass a failpoint that many pass.
    private const int MostPassed = 12;

    [Fact]
    public Task On_SQLite_a_server_that_is_killed_at_a_failpoint_loses_nothing() =>
        EachAsync(postgres: false, Some, MeetKilledAsync(postgres: false, kills: true));

    [Fact]
    public Task On_PostgreSQL_a_server_that_is_killed_at_a_failpoint_loses_nothing() =>
        EachAsync(postgres: true, Few, MeetKilledAsync(postgres: true, kills: true));

    [Fact]
    public Task A_server_whose_power_is_cut_at_a_failpoint_loses_nothing() =>
        EachAsync(postgres: false, Few, MeetCutAsync);

    // What else happens then is up to the server: it answers by an error, asks for a restart, or ends.
    [Fact]
    public Task A_server_that_fails_at_a_failpoint_loses_nothing() =>
        EachAsync(postgres: false, Few, MeetKilledAsync(postgres: false, kills: false));

    private async Task EachAsync(
        bool postgres,
        int some,
        Func<IReadOnlyList<(Failpoint Failpoint, string When)>, Task> meet
    )
    {
        foreach (var group in Workloads.Choose(Workloads.Serving(postgres), some, output).Chunk(OfOneRegistry))
        {
            await meet(group);
        }
    }

    private static Func<IReadOnlyList<(Failpoint Failpoint, string When)>, Task> MeetKilledAsync(
        bool postgres,
        bool kills
    ) =>
        async failpoints =>
        {
            await using var target = await Target.CreateAsync(postgres);
            using var trap = new Trap();
            await MeetAsync(
                () => ServerProcess.StartAsync(target.Data, target.Address, trap.Environment),
                server => server.KillAsync(),
                trap,
                failpoints,
                kills
            );
        };

    private static async Task MeetCutAsync(IReadOnlyList<(Failpoint Failpoint, string When)> failpoints)
    {
        using var disk = await FaultyDisk.CreateAsync();
        using var trap = new Trap();
        await MeetAsync(() => disk.StartAsync(trap.Environment), disk.CutAsync, trap, failpoints, kills: true);
    }

    private static async Task MeetAsync(
        Func<Task<ServerProcess>> start,
        Func<ServerProcess, Task> end,
        Trap trap,
        IReadOnlyList<(Failpoint Failpoint, string When)> failpoints,
        bool kills
    )
    {
        var random = new Random(Settings.Seed);
        var acknowledged = new Acknowledged();
        var server = await start();
        try
        {
            await RegistryCheck.PrepareAsync(server);
            foreach (var (failpoint, when) in failpoints)
            {
                using var errand = new Errand(server.Address);
                trap.Set(failpoint, kills, random.Next(Workloads.IsPassedOften(failpoint) ? MostPassed : 1));
                await RunAsync(server, errand, kills ? acknowledged : null, random.Next());
                trap.IsSet.ShouldBeFalse($"nobody came by: {when}");
                await end(server);
                await server.DisposeAsync();
                server = await start();
                await RegistryCheck.HoldsAsync(server, acknowledged, when);
                await errand.Requests.ShouldHaveActedOnceAsync(server.Address, errand.Actor, when);
            }

            await RegistryCheck.PromotionsEndAsync(server, acknowledged);
            await RegistryCheck.BytesHoldAsync(server);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    // Until the server is gone, or all is done; beside others, unless what they would be answered is anybody's guess.
    private static async Task RunAsync(ServerProcess server, Errand errand, Acknowledged? acknowledged, int seed)
    {
        using var stop = new CancellationTokenSource();
        var loading = acknowledged is null
            ? Task.CompletedTask
            : new Load(server.Address, acknowledged, seed, rest: Workloads.Rest).RunAsync(stop.Token);
        try
        {
            await errand.RunAsync();
        }
        catch (Exception e) when (Workloads.IsOfACrash(e))
        {
            // The server was caught.
        }
        finally
        {
            await stop.CancelAsync();
            await loading;
        }
    }
}
