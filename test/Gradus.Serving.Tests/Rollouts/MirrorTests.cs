using System.Net;
using Gradus.Core.Serving;
using Gradus.Serving.Pools;

namespace Gradus.Serving.Rollouts;

/// <summary>A candidate that is asked what the incumbent is asked: it changes no answer, whatever it does.</summary>
public sealed class MirrorTests
{
    [Fact]
    public async Task Answers_are_the_incumbents_and_agreement_is_counted()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier(), OddModels.Contrary());
        await using var gateway = await StartAsync(plane);

        // Where both features are the same both say the first.
        foreach (var body in (string[])["[[1,1]]", "[[1,2]]", "[[2,2]]", "[[3,3]]", "[[2,1]]"])
        {
            (await gateway.AskAsync($$"""{"inputs":{{body}}}""")).Version.ShouldBe("1");
        }

        await gateway.WaitAsync(() => Candidate(gateway).Compared == 5);
        Candidate(gateway).Agreed.ShouldBe(3);
        Candidate(gateway).Requests.ShouldBe(5);
        await gateway.WaitAsync(() => plane.LastReport?.Candidate?.Traffic.Agreed == 3);
        plane.LastReport!.Candidate!.Traffic.Compared.ShouldBe(5);
    }

    [Fact]
    public async Task A_candidate_that_never_returns_disturbs_nobody_and_its_failures_are_counted()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Sum(1), OddModels.Slow());
        await using var gateway = await StartAsync(plane, TimeSpan.FromMilliseconds(300));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => gateway.AskAsync("""{"inputs":[[1000000000000000]]}"""))
        );

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK && answer.Version == "1");
        await gateway.WaitAsync(() => Candidate(gateway).Failures > 0);
        Current(gateway).Failures.ShouldBe(0);
        Current(gateway).Requests.ShouldBe(200);
    }

    [Fact]
    public async Task A_candidate_that_gives_no_right_answer_or_takes_no_input_fails()
    {
        await using var plane = await FakePlane.StartAsync(
            OddModels.Sum(2),
            OddModels.OfWrongShape(),
            OddModels.Sum(3)
        );
        await using var gateway = await StartAsync(plane);
        await AskOnceAsync(gateway);
        await gateway.WaitAsync(() => Candidate(gateway).Failures == 1);

        plane.Roll("s2", 0, mirror: true, candidate: 3);
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split?.Step.Id == "s2");
        await AskOnceAsync(gateway);

        await gateway.WaitAsync(() => Candidate(gateway).Failures == 1);
        Candidate(gateway).Compared.ShouldBe(0);
    }

    [Fact]
    public async Task What_no_version_answers_says_nothing_against_the_candidate()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Slow(), OddModels.Slow());
        await using var gateway = await StartAsync(plane, TimeSpan.FromMilliseconds(300));
        var mirror = gateway.Served.Lineup.Split!.Mirror!;

        (await gateway.AskAsync("""{"inputs":[[1000000000000000]]}""")).Status.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await gateway.AskAsync("""{"inputs":[[1]]}""")).Version.ShouldBe("1");

        await gateway.WaitAsync(() => Candidate(gateway).Compared == 1 && mirror.UnderWay == 0);
        Candidate(gateway).Failures.ShouldBe(0);
    }

    [Fact]
    public async Task What_a_candidate_with_a_share_does_not_take_the_incumbent_answers_and_it_counts_against_the_candidate()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Sum(2), OddModels.Sum(3));
        await using var gateway = await StartAsync(plane);
        plane.Roll("s2", 1, mirror: false);
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split?.Step.Id == "s2");

        var answer = await gateway.AskAsync("""{"inputs":[[1,2]]}""");

        (answer.Status, answer.Version).ShouldBe((HttpStatusCode.OK, "1"));
        (await gateway.AskAsync("""{"inputs":[[1,2,3,4]]}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        Candidate(gateway)
            .ShouldSatisfyAllConditions(count => count.Requests.ShouldBe(1), count => count.Failures.ShouldBe(1));
    }

    [Fact]
    public async Task A_request_that_no_version_takes_is_not_counted()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Picky(), OddModels.Picky());
        await using var gateway = await StartAsync(plane);

        (await gateway.AskAsync("""{"inputs":[99]}""")).ShouldBeBad();
        (await gateway.AskAsync("""{"inputs":[3]}""")).Status.ShouldBe(HttpStatusCode.OK);

        await gateway.WaitAsync(() => Candidate(gateway).Compared == 1);
        Candidate(gateway).Failures.ShouldBe(0);
        Current(gateway).Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_candidate_whose_process_is_killed_disturbs_nobody()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier(), OddModels.Classifier());
        await using var gateway = await StartAsync(plane);
        var killed = gateway.Served.Lineup.Split!.Candidate.Pool.ProcessIds[0];

        Signals.Send(killed, "KILL");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => gateway.AskAsync("""{"inputs":[[1,2]]}"""))
        );

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK && answer.Version == "1");
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split!.Candidate.Pool.ProcessIds[0] != killed);
        await gateway.WaitAsync(() => Candidate(gateway).Agreed > 0);
    }

    [Fact]
    public async Task A_caller_who_goes_takes_nothing_from_the_candidate()
    {
        await using var plane = await FakePlane.StartAsync(OddModels.Classifier(), OddModels.Contrary());
        await using var gateway = await StartAsync(plane);
        int[] both = [gateway.Processes[0], gateway.Served.Lineup.Split!.Candidate.Pool.ProcessIds[0]];
        Array.ForEach(both, process => Signals.Send(process, "STOP"));
        using var leaving = new CancellationTokenSource();
        using var content = new StringContent("""{"inputs":[[1,2]]}""", System.Text.Encoding.UTF8, "application/json");
        var asked = gateway.Http.PostAsync(new Uri("/invocations", UriKind.Relative), content, leaving.Token);
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split!.Mirror!.UnderWay == 1);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asked);
        Array.ForEach(both, process => Signals.Send(process, "CONT"));

        await gateway.WaitAsync(() => gateway.Served.Lineup.Split!.Mirror!.UnderWay == 0);
        Candidate(gateway).Requests.ShouldBe(1);
        Candidate(gateway).Failures.ShouldBe(0);
    }

    private static async Task AskOnceAsync(RunningGateway gateway) =>
        (await gateway.AskAsync("""{"inputs":[[1,1],[1,1],[1,1]]}""")).Version.ShouldBe("1");

    private static ServedTraffic Candidate(RunningGateway gateway) =>
        gateway.Served.Lineup.Split!.Candidate.Count.Read();

    private static ServedTraffic Current(RunningGateway gateway) => gateway.Served.Current!.Count.Read();

    private static async Task<RunningGateway> StartAsync(FakePlane plane, TimeSpan? timeout = null)
    {
        plane.Roll("s1", 0, mirror: true);
        var pool = new PoolOptions { Processes = 1, Timeout = timeout ?? TimeSpan.FromSeconds(20) };
        var gateway = await RunningGateway.StartAsync(plane.Address, FakePlane.Uri, pool);
        await gateway.WaitAsync(() => gateway.Served.Lineup.Split is not null);
        return gateway;
    }
}
