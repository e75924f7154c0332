using System.Net;
using Gradus.Serving.Pools;

namespace Gradus.Serving.Rollouts;

/// <summary>A version takes over step by step: who answers what, and that no request pays for it.</summary>
public sealed class SplitTests : IAsyncLifetime
{
    private const string Body = """{"inputs":[[1,2]]}""";

    private readonly string _data = Directory.CreateTempSubdirectory("gradus-split-").FullName;
    private FakePlane _plane = null!;

    public async ValueTask InitializeAsync() =>
        _plane = await FakePlane.StartAsync(OddModels.Classifier(), OddModels.Contrary(), "no model"u8.ToArray());

    public async ValueTask DisposeAsync()
    {
        await _plane.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task Requests_are_split_by_the_share()
    {
        await using var gateway = await StartAsync();
        await RollAsync(gateway, "s1", 0.3);

        var answers = await AskAsync(gateway, 600);

        // Beyond eight standard deviations on either side.
        answers.Count(answer => answer.Version == "2").ShouldBeInRange(90, 270);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        var lineup = gateway.Served.Lineup;
        lineup.Versions.Sum(version => version.Count.Read().Requests).ShouldBe(600);
        lineup.Split!.Candidate.Count.Read().Requests.ShouldBe(answers.Count(answer => answer.Version == "2"));
    }

    [Fact]
    public async Task Whoever_is_with_the_candidate_stays_while_its_share_grows()
    {
        await using var gateway = await StartAsync();
        var before = new HashSet<int>();
        foreach (var share in (double[])[0.2, 0.5, 1])
        {
            await RollAsync(gateway, $"s{share}", share, key: "X-User");
            var now = await WithCandidateAsync(gateway);
            now.SetEquals(await WithCandidateAsync(gateway)).ShouldBeTrue();

            before.IsSubsetOf(now).ShouldBeTrue();
            now.Count.ShouldBeGreaterThan(before.Count);
            before = now;
        }

        before.Count.ShouldBe(60);
    }

    [Fact]
    public async Task A_call_for_one_version_goes_to_it()
    {
        await using var gateway = await StartAsync();
        await RollAsync(gateway, "s1", 0, mirror: true);
        const string Ask =
            """{"inputs": [{"name": "features", "shape": [1, 2], "datatype": "FP32", "data": [1.5, 0.5]}]}""";

        (await gateway.AskAsync(Ask, path: "/v2/models/odd/versions/1/infer")).Version.ShouldBe("1");
        (await gateway.AskAsync(Ask, path: "/v2/models/odd/versions/2/infer")).Version.ShouldBe("2");
        (await gateway.AskAsync(Ask, path: "/v2/models/odd/infer")).Version.ShouldBe("1");
        (await gateway.AskAsync(Ask, path: "/v2/models/odd/versions/3/infer")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await gateway.GetAsync("/v2/models/odd")).Text.ShouldContain(
            """
            "versions":["1","2"]
            """.Trim()
        );
        (await gateway.GetAsync("/v2/models/odd/versions/2")).Version.ShouldBe("2");
    }

    [Fact]
    public async Task A_candidate_takes_over_warm_and_under_load_no_request_fails()
    {
        await using var gateway = await StartAsync(processes: 2);
        using var stop = new CancellationTokenSource();
        var load = Load(gateway, stop.Token);
        await RollAsync(gateway, "s1", 0.5);
        await AnsweredAsync(gateway, 40);
        var processes = gateway.Served.Lineup.Split!.Candidate.Pool.ProcessIds;

        _plane.Hold(2);
        await gateway.WaitForVersionAsync(2);

        gateway.Processes.ShouldBe(processes);
        gateway.Served.Lineup.Split.ShouldBeNull();
        await AnsweredAsync(gateway, 20);
        await stop.CancelAsync();
        var answers = (await Task.WhenAll(load)).SelectMany(list => list).ToList();
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        answers.Select(answer => answer.Version).Distinct().Order().ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_rollback_from_a_split_fails_no_request_and_the_incumbent_never_stopped()
    {
        await using var gateway = await StartAsync();
        var incumbent = gateway.Processes;
        using var stop = new CancellationTokenSource();
        var load = Load(gateway, stop.Token);
        await RollAsync(gateway, "s1", 0.9);
        await AnsweredAsync(gateway, 40);
        var candidate = gateway.Served.Lineup.Split!.Candidate.Pool.ProcessIds[0];

        _plane.Hold(1);
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split is null);

        gateway.Processes.ShouldBe(incumbent);
        await gateway.WaitAsync(() => !Signals.IsAlive(candidate));
        await stop.CancelAsync();
        (await Task.WhenAll(load)).SelectMany(list => list).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await gateway.AskAsync(Body)).Version.ShouldBe("1");
    }

    [Fact]
    public async Task A_candidate_that_is_revoked_is_dropped_and_said()
    {
        await using var gateway = await StartAsync();
        await RollAsync(gateway, "s1", 1);

        _plane.Roll("s1", 1, status: "quarantined");
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split is null);

        gateway.Served.Problem.ShouldBe("Version 2 of 'odd' is quarantined: Somebody said so.");
        (await gateway.AskAsync(Body)).Version.ShouldBe("1");
    }

    [Fact]
    public async Task A_candidate_that_cannot_be_loaded_gets_nothing_and_is_told()
    {
        await using var gateway = await StartAsync();

        _plane.Roll("s1", 1, candidate: 3);

        await gateway.WaitAsync(() => _plane.LastReport?.Problem is not null);
        _plane.LastReport!.Problem!.ShouldStartWith("Version 3 cannot be served: ");
        _plane.LastReport.Split.ShouldBeNull();
        _plane.LastReport.Candidate.ShouldBeNull();
        (await AskAsync(gateway, 20)).ShouldAllBe(answer => answer.Version == "1");
    }

    [Fact]
    public async Task A_gateway_that_starts_amid_a_rollout_loads_both()
    {
        _plane.Roll("s2", 0.5);

        await using var gateway = await StartAsync();
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split is not null);

        (await AskAsync(gateway, 100)).Select(answer => answer.Version).Distinct().Order().ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_candidate_does_not_answer_for_an_incumbent_that_cannot_be_loaded()
    {
        await (await StartAsync()).DisposeAsync();
        _plane.Roll("s1", 1, candidate: 2, incumbent: 3);

        await using var gateway = await StartAsync();

        await gateway.WaitAsync(() => gateway.Served.Problem is not null);
        gateway.Served.Problem.ShouldStartWith("Version 3 cannot be served: ");
        gateway.Served.Lineup.Split.ShouldBeNull();
        (await AskAsync(gateway, 20)).ShouldAllBe(answer => answer.Version == "1");
    }

    [Fact]
    public async Task Without_the_control_plane_the_split_goes_on_and_a_restart_serves_who_answered()
    {
        await using (var gateway = await StartAsync())
        {
            await RollAsync(gateway, "s1", 0.5);
            await _plane.StopAsync();
            await gateway.WaitAsync(() => gateway.Served.Problem is not null);

            (await AskAsync(gateway, 100)).Select(answer => answer.Version).Distinct().Order().ShouldBe(["1", "2"]);
        }

        await using var alone = await StartAsync();

        (await AskAsync(alone, 30)).ShouldAllBe(answer => answer.Version == "1" && answer.Status == HttpStatusCode.OK);
    }

    private Task<RunningGateway> StartAsync(int processes = 1) =>
        RunningGateway.StartAsync(
            _plane.Address,
            FakePlane.Uri,
            new PoolOptions { Processes = processes, QueueLimit = 1000 },
            _data
        );

    private async Task RollAsync(
        RunningGateway gateway,
        string split,
        double share,
        bool mirror = false,
        string? key = null
    )
    {
        _plane.Roll(split, share, mirror, key);
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split?.Step.Id == split);
    }

    private static Task<Answer[]> AskAsync(RunningGateway gateway, int requests) =>
        Task.WhenAll(Enumerable.Range(0, requests).Select(_ => gateway.AskAsync(Body)));

    private static async Task<HashSet<int>> WithCandidateAsync(RunningGateway gateway)
    {
        var users = new HashSet<int>();
        for (var user = 0; user < 60; user++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/invocations");
            request.Content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json");
            request.Headers.Add("X-User", $"user-{user}");
            using var answer = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            if ((await Answer.ReadAsync(answer)).Version == "2")
            {
                users.Add(user);
            }
        }

        return users;
    }

    private static List<Task<List<Answer>>> Load(RunningGateway gateway, CancellationToken stop) =>
        [
            .. Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var answers = new List<Answer>();
                        while (!stop.IsCancellationRequested)
                        {
                            answers.Add(await gateway.AskAsync(Body));
                        }

                        return answers;
                    })
                ),
        ];

    // So many requests have been answered by the lineup that is there now.
    private static Task AnsweredAsync(RunningGateway gateway, int requests) =>
        gateway.WaitAsync(() =>
            gateway.Served.Lineup.Versions.Sum(version => version.Count.Read().Requests) >= requests
        );
}
