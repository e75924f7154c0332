using Gradus.Core.Faults;

namespace Gradus.Crash.Tests;

/// <summary>
/// A first start, a stop and a restore are killed at each failpoint on their way: the next start, or the next restore, goes well.
/// GRADUS_FAILPOINT_ROUNDS and GRADUS_CRASH_SEED as for <see cref="FailpointTests"/>.
/// </summary>
public sealed class FailpointStartTests(ITestOutputHelper output)
{
    private const int Some = 2;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_first_start_that_is_killed_is_made_up_for_by_the_next(bool postgres)
    {
        foreach (var (failpoint, when) in Workloads.Choose(Workloads.Starting, Some, output))
        {
            await using var target = await Target.CreateAsync(postgres);
            using var trap = new Trap();
            trap.Set(failpoint, kills: true);
            await ServerProcess.StartInVainAsync(target.Data, target.Address, trap.Environment);
            trap.IsSet.ShouldBeFalse(when);

            await using var server = await ServerProcess.StartAsync(target.Data, target.Address, trap.Environment);
            await RegistryCheck.PrepareAsync(server);
            using var errand = new Errand(server.Address);
            await errand.RunAsync();
            await RegistryCheck.HoldsAsync(server, new Acknowledged(), when);
            await RegistryCheck.BytesHoldAsync(server);
        }
    }

    [Fact]
    public async Task A_stop_that_is_killed_loses_nothing()
    {
        await using var target = await Target.CreateAsync(postgres: false);
        using var trap = new Trap();
        var acknowledged = new Acknowledged();
        foreach (var failpoint in Workloads.Stopping)
        {
            await using var server = await ServerProcess.StartAsync(target.Data, null, trap.Environment);
            if (failpoint == Workloads.Stopping[0])
            {
                await RegistryCheck.PrepareAsync(server);
            }

            using var stop = new CancellationTokenSource();
            var load = new Load(server.Address, acknowledged, Settings.Seed, rest: Workloads.Rest);
            var running = load.RunAsync(stop.Token);
            await Load.UntilAsync(() => load.Done > 20, "more than 20 done");
            trap.Set(failpoint, kills: true);
            await server.StopAsync();
            await stop.CancelAsync();
            await running;
            trap.IsSet.ShouldBeFalse($"{failpoint}");

            await using var next = await ServerProcess.StartAsync(target.Data, null);
            await RegistryCheck.HoldsAsync(next, acknowledged, $"after {failpoint}");
            await RegistryCheck.BytesHoldAsync(next);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restore_that_is_killed_is_not_served_and_the_next_one_is_whole(bool postgres)
    {
        await using var source = await Target.CreateAsync(postgres: false);
        var acknowledged = new Acknowledged();
        var backups = Path.Join(source.Data, "backups");
        await RestoreKillTests.BackUpAsync(source, acknowledged, Settings.Seed, backups);
        foreach (var (failpoint, when) in Workloads.Choose(Workloads.Restoring, Some, output))
        {
            await using var target = await Target.CreateAsync(postgres);
            using var trap = new Trap();
            trap.Set(failpoint, kills: true);
            var restore = ServerProcess.Restore(target.Data, target.Address, backups);
            await Should.ThrowAsync<InvalidOperationException>(() => Shell.RunAsync(trap.Catches(restore)), when);
            trap.IsSet.ShouldBeFalse(when);
            await RestoreKillTests.ShouldNotBeServedAsync(target, when);
            await using var other = await Target.CreateAsync(postgres);
            var database = postgres && IsCommitted(failpoint) ? other.Address : target.Address;
            if (database != target.Address)
            {
                var refused = await Should.ThrowAsync<InvalidOperationException>(() => Shell.RunAsync(restore), when);
                refused.Message.ShouldContain("into an empty one", customMessage: when);
            }

            await Shell.RunAsync(ServerProcess.Restore(target.Data, database, backups));
            File.Copy(Path.Join(source.Data, "ledger.key"), Path.Join(target.Data, "ledger.key"));
            await using var restored = await ServerProcess.StartAsync(target.Data, database);
            await RegistryCheck.HoldsAsync(restored, acknowledged, when);
            await RegistryCheck.BytesHoldAsync(restored);
        }
    }

    // PostgreSQL has the rows by then, and a restore goes into an empty database only: another one.
    private static bool IsCommitted(Failpoint failpoint) =>
        failpoint is Failpoint.RestoreCommitted or Failpoint.RestoreCompleted;
}
