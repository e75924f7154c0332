using Gradus.Core.Faults;

namespace Gradus.Crash.Tests;

/// <summary>What nobody comes by proves nothing: the workloads of <see cref="FailpointTests"/> pass every failpoint that there is.</summary>
public sealed class FailpointReachTests
{
    [Fact]
    public Task On_SQLite_every_failpoint_is_passed() => ShouldPassAsync(postgres: false, [Failpoint.CommitUnflushed]);

    [Fact]
    public Task On_PostgreSQL_every_failpoint_is_passed() =>
        ShouldPassAsync(postgres: true, [Failpoint.RecordsWritten, .. Workloads.Stopping]);

    private static async Task ShouldPassAsync(bool postgres, IReadOnlyList<Failpoint> ofTheOther)
    {
        await using var source = await Target.CreateAsync(postgres);
        using var trap = new Trap();
        var backups = Path.Join(source.Data, "backups");
        await using (var server = await ServerProcess.StartAsync(source.Data, source.Address, trap.Environment))
        {
            await RegistryCheck.PrepareAsync(server);
            using var errand = new Errand(server.Address);
            using var stop = new CancellationTokenSource();
            var load = new Load(server.Address, new Acknowledged(), Settings.Seed, rest: Workloads.Rest);
            var running = load.RunAsync(stop.Token);
            await errand.RunAsync();
            await stop.CancelAsync();
            await running;
            await Shell.RunAsync(ServerProcess.BackUp(server.Address, backups));
            await server.StopAsync();
        }

        await using var target = await Target.CreateAsync(postgres);
        await Shell.RunAsync(trap.Catches(ServerProcess.Restore(target.Data, target.Address, backups)));

        trap.Passed.Order().ShouldBe(Enum.GetValues<Failpoint>().Except(ofTheOther).Order());
    }
}
