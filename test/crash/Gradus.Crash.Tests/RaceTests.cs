using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Gradus.Protocol;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests;

/// <summary>
/// 64 clients move versions of one model to Production with archive_existing_versions, through MLflow's route and the native
/// one, while others watch, through both too: nobody ever sees two holders. GRADUS_RACE_SECONDS sets how long.
/// </summary>
public sealed class RaceTests(ITestOutputHelper output)
{
    private const int Clients = 64;
    private const int Watchers = 4;
    private const int Versions = 64;
    private const int MinObservations = 200;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        double.TryParse(
            Environment.GetEnvironmentVariable("GRADUS_RACE_SECONDS"),
            CultureInfo.InvariantCulture,
            out var set
        )
            ? set
            : 6
    );

    [Trait("Abuse", "35")]
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_ever_sees_two_holders(bool postgres)
    {
        await using var target = await Target.CreateAsync(postgres);
        await using var server = await ServerProcess.StartAsync(target.Data, target.Address);
        using var api = new GradusClient(server.Address);
        await api.Models.CreateAsync(new CreateModelDto("m"));
        for (var i = 0; i < Versions; i++)
        {
            await api.Versions.CreateAsync("m", new CreateVersionDto(Source: $"s3://bucket/{i}"));
        }

        using var end = new CancellationTokenSource(Length);
        var movers = Enumerable.Range(1, Clients).Select(client => MoveAsync(server.Address, client, end.Token));
        var watchers = Enumerable
            .Range(0, Watchers)
            .Select(i =>
                i % 2 == 0 ? WatchAsync(server.Address, end.Token) : WatchHoldersAsync(server.Address, end.Token)
            );
        var moves = Task.WhenAll(movers);
        var observations = (await Task.WhenAll(watchers)).SelectMany(seen => seen).ToList();

        output.WriteLine($"{(await moves).Sum()} moves, {observations.Count} observations");
        observations.Count.ShouldBeGreaterThan(MinObservations);
        observations.ShouldAllBe(holders => holders <= 1);
        (await moves).Sum().ShouldBeGreaterThanOrEqualTo(Clients);
    }

    // Half of the clients speak MLflow's dialect, half the native one; each has a version of its own.
    private static async Task<int> MoveAsync(Uri address, int version, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var api = new GradusClient(address);
        var moves = 0;
        for (; !end.IsCancellationRequested; moves++)
        {
            if (version % 2 == 0)
            {
                var moved = await http.PostAsJsonAsync(
                    "/api/2.0/mlflow/model-versions/transition-stage",
                    new
                    {
                        name = "m",
                        version = $"{version}",
                        stage = "Production",
                        archive_existing_versions = true,
                    },
                    CancellationToken.None
                );
                moved.EnsureSuccessStatusCode();
            }
            else
            {
                var request = new TransitionRequestDto("Production", ArchiveExistingVersions: true);
                await api.Versions.TransitionAsync("m", version, request, CancellationToken.None);
            }
        }

        return moves;
    }

    // How many versions were in Production, look after look.
    private static async Task<List<int>> WatchAsync(Uri address, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = address };
        var seen = new List<int>();
        while (!end.IsCancellationRequested)
        {
            var page = await http.GetFromJsonAsync<JsonElement>(
                "/api/2.0/mlflow/model-versions/search?filter=name%3D'm'",
                CancellationToken.None
            );
            seen.Add(
                page.GetProperty("model_versions")
                    .EnumerateArray()
                    .Count(version => version.GetProperty("current_stage").GetString() == "Production")
            );
        }

        return seen;
    }

    private static async Task<List<int>> WatchHoldersAsync(Uri address, CancellationToken end)
    {
        using var api = new GradusClient(address);
        var seen = new List<int>();
        while (!end.IsCancellationRequested)
        {
            var now = await api.History.GetHoldersAsync("m", "Production", cancel: CancellationToken.None);
            seen.Add(now.Holders.Count);
        }

        return seen;
    }
}
