using System.Diagnostics;

namespace Gradus.Crash.Tests;

/// <summary>
/// A restore is killed at random moments: what it leaves is never served, and the next restore into the same place is whole.
/// GRADUS_RESTORE_KILLS sets how often, GRADUS_CRASH_SEED repeats a run's choices.
/// </summary>
public sealed class RestoreKillTests(ITestOutputHelper output)
{
    private const int DefaultKills = 8;
    private static readonly TimeSpan OfLoad = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static int Kills => Settings.Number("GRADUS_RESTORE_KILLS") ?? DefaultKills;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_killed_restore_is_never_served_and_the_next_one_is_whole(bool postgres)
    {
        var seed = Settings.Seed;
        output.WriteLine($"seed {seed}, {Kills} kills");
        var random = new Random(seed);
        await using var source = await Target.CreateAsync(postgres: false);
        var acknowledged = new Acknowledged();
        var backups = Path.Join(source.Data, "backups");
        await BackUpAsync(source, acknowledged, seed, backups);

        var whole = await TimeAsync(postgres, backups);
        var cut = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var target = await Target.CreateAsync(postgres);
            var when = $"kill {kill} of seed {seed}";
            await RestoreAsync(target, backups, killAfter: whole * ((kill + random.NextDouble()) / Kills));
            if (IsMarked(target))
            {
                cut++;
                await ShouldNotBeServedAsync(target, when);
                await Shell.RunAsync(ServerProcess.Restore(target.Data, target.Address, backups));
            }

            File.Copy(Path.Join(source.Data, "ledger.key"), Path.Join(target.Data, "ledger.key"));
            await using var restored = await ServerProcess.StartAsync(target.Data, target.Address);
            await RegistryCheck.HoldsAsync(restored, acknowledged, $"after {when}");
            await RegistryCheck.BytesHoldAsync(restored);
        }

        output.WriteLine(
            $"{cut} of {Kills} restores were cut off; a whole one works for {whole.TotalMilliseconds:0} ms"
        );
        cut.ShouldBeGreaterThan(0);
    }

    // A backup while others write, then one of all that they have written.
    internal static async Task BackUpAsync(Target source, Acknowledged acknowledged, int seed, string backups)
    {
        await using var server = await ServerProcess.StartAsync(source.Data, source.Address);
        await RegistryCheck.PrepareAsync(server);
        using var stop = new CancellationTokenSource(OfLoad);
        var load = new Load(server.Address, acknowledged, seed);
        var running = load.RunAsync(stop.Token);
        await Shell.RunAsync(ServerProcess.BackUp(server.Address, backups));
        await running;
        await RegistryCheck.PromotionsEndAsync(server, acknowledged);
        await Shell.RunAsync(ServerProcess.BackUp(server.Address, backups));
    }

    // How long a restore works that nobody kills.
    private static async Task<TimeSpan> TimeAsync(bool postgres, string backups)
    {
        await using var target = await Target.CreateAsync(postgres);
        return await RestoreAsync(target, backups, killAfter: Longest);
    }

    // How long it worked: the time is counted from its mark, so that what is hit is the restore and not its start.
    private static async Task<TimeSpan> RestoreAsync(Target target, string backups, TimeSpan killAfter)
    {
        using var process = Process.Start(ServerProcess.Restore(target.Data, target.Address, backups))!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Load.UntilAsync(() => IsMarked(target) || process.HasExited, "the restore begins");
        var began = Stopwatch.GetTimestamp();
        using var limit = new CancellationTokenSource(killAfter);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        await Task.WhenAll(output, errors);
        return Stopwatch.GetElapsedTime(began);
    }

    // The mark is there from a restore's first step to its last, so one without it has come to its end, killed or not.
    private static bool IsMarked(Target target) => File.Exists(Path.Join(target.Data, "restore-unfinished"));

    // If it was killed before it began, there is nothing to be refused.
    internal static async Task ShouldNotBeServedAsync(Target target, string when)
    {
        if (Directory.EnumerateFileSystemEntries(target.Data).Any())
        {
            var refusal = await Should.ThrowAsync<InvalidOperationException>(
                () => ServerProcess.StartAsync(target.Data, target.Address),
                when
            );
            refusal.Message.ShouldContain("restore into it again", customMessage: when);
        }
    }
}
