using Gradus.Protocol;
using Gradus.Server.Tests.Hosting;

namespace Gradus.Crash.Tests;

/// <summary>
/// The disk gets full, and fails, while clients write: what cannot be written is answered by 503 and changes nothing.
/// GRADUS_DISK_FAULTS sets how often, GRADUS_CRASH_SEED repeats a run's choices.
/// </summary>
public sealed class DiskFaultTests(ITestOutputHelper output)
{
    private const int DefaultFaults = 10;

    // Then a disk of its own: what the clients have written fills one in the end.
    private const int FaultsOfOneRegistry = 10;
    private const int MostBytesLeft = 300_000;

    private static readonly string[] Failures = ["eio-fsync", "eio-write", "enospc"];
    private static readonly TimeSpan BeforeFault = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan OfFault = TimeSpan.FromMilliseconds(300);

    private static int Faults => Settings.Number("GRADUS_DISK_FAULTS") ?? DefaultFaults;

    [Fact]
    public async Task A_full_disk_loses_nothing_and_the_server_goes_on_when_there_is_space_again()
    {
        var seed = Settings.Seed;
        output.WriteLine($"seed {seed}, {Faults} times full");
        var random = new Random(seed);
        var refused = 0L;
        for (var done = 0; done < Faults; done += FaultsOfOneRegistry)
        {
            refused += await FillOneDiskAsync(Math.Min(FaultsOfOneRegistry, Faults - done), random, seed);
        }

        refused.ShouldBeGreaterThan(0);
    }

    // After each failure the power is cut, too: nothing that the disk has refused is relied on.
    [Fact]
    public async Task A_failing_disk_loses_nothing_and_the_server_says_when_it_has_to_be_restarted()
    {
        var seed = Settings.Seed;
        output.WriteLine($"seed {seed}, {Faults} failures");
        var random = new Random(seed);
        using var disk = await FaultyDisk.CreateAsync();
        var acknowledged = new Acknowledged();
        var (refused, stopped) = (0L, 0);
        for (var fault = 0; fault < Faults; fault++)
        {
            await using var server = await disk.StartAsync();
            if (fault == 0)
            {
                await RegistryCheck.PrepareAsync(server);
            }

            await RegistryCheck.HoldsAsync(server, acknowledged, $"before fault {fault} of seed {seed}");
            var how = Failures[random.Next(Failures.Length)];
            refused += await UnderLoadAsync(
                server,
                acknowledged,
                random.Next(),
                () => disk.Fail(how),
                () => disk.Fail(null)
            );
            if (await FindHealthProblemAsync(server) is { } problem)
            {
                problem.ShouldContain("restart");
                stopped++;
            }
            else
            {
                await GoesOnAsync(server, $"after {how}, fault {fault} of seed {seed}");
            }

            await disk.CutAsync(server);
        }

        refused.ShouldBeGreaterThan(0);
        await using var last = await disk.StartAsync();
        await RegistryCheck.HoldsAsync(last, acknowledged, $"after the last fault of seed {seed}");
        await RegistryCheck.PromotionsEndAsync(last, acknowledged);
        await RegistryCheck.BytesHoldAsync(last);
        output.WriteLine(
            $"{acknowledged.Versions.Count} versions, {acknowledged.Moves.Count} moves, {refused} refused; asked for a restart {stopped} times"
        );
    }

    private async Task<long> FillOneDiskAsync(int faults, Random random, int seed)
    {
        using var disk = SmallDisk.Mount(megabytes: 192);
        var data = Directory.CreateDirectory(Path.Join(disk.Path, "data")).FullName;
        var acknowledged = new Acknowledged();
        await using var server = await ServerProcess.StartAsync(data, null);
        await RegistryCheck.PrepareAsync(server);
        var refused = 0L;
        for (var fault = 0; fault < faults; fault++)
        {
            refused += await UnderLoadAsync(
                server,
                acknowledged,
                random.Next(),
                () => Fill(disk, random.Next(MostBytesLeft)),
                disk.Free
            );
            await GoesOnAsync(server, $"after fault {fault} of seed {seed}");
            await RegistryCheck.HoldsAsync(server, acknowledged, $"after fault {fault} of seed {seed}");
        }

        output.WriteLine(
            $"{acknowledged.Versions.Count} versions, {acknowledged.Moves.Count} moves, {refused} refused"
        );
        await RegistryCheck.PromotionsEndAsync(server, acknowledged);
        await RegistryCheck.BytesHoldAsync(server);
        return refused;
    }

    private static async Task<long> UnderLoadAsync(
        ServerProcess server,
        Acknowledged acknowledged,
        int seed,
        Action begin,
        Action end
    )
    {
        using var stop = new CancellationTokenSource();
        var load = new Load(server.Address, acknowledged, seed);
        var running = load.RunAsync(stop.Token);
        await Task.Delay(BeforeFault);
        begin();
        await Task.Delay(OfFault);
        end();
        await Task.Delay(BeforeFault);
        await stop.CancelAsync();
        await running;
        return load.Refused;
    }

    // The server writes on while the disk is filled up.
    private static void Fill(SmallDisk disk, int bytesLeft)
    {
        try
        {
            disk.Fill(bytesLeft);
        }
        catch (IOException)
        {
            // It is full already.
        }
    }

    private static async Task GoesOnAsync(ServerProcess server, string when)
    {
        using var api = new GradusClient(server.Address);
        await Should.NotThrowAsync(() => api.Models.SetTagAsync(Load.Models[0], "after", when), when);
    }

    private static async Task<string?> FindHealthProblemAsync(ServerProcess server)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(server.Address, "/health"));
        return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync();
    }
}
