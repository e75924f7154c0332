using System.Net;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Tests.Promotions;

/// <summary>Having versions measured so that they can be ranked, without promoting any.</summary>
public sealed class MeasureTests
{
    private static readonly PromotionRequestDto ByAccuracy = new("Staging", Best: "accuracy", Dataset: "holdout");

    [Fact]
    public async Task What_was_never_measured_is_measured_once_and_ranked_and_nothing_is_promoted()
    {
        await using var server = await Registry.StartAsync(2);
        var worker = new FakeWorker(server);

        var before = await server.Api.Promotions.PlanAsync("m", ByAccuracy);
        var asked = await server.Api.Promotions.MeasureAsync("m", ByAccuracy);
        var again = await server.Api.Promotions.MeasureAsync("m", ByAccuracy);
        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.8));
        var half = await server.Api.Promotions.PlanAsync("m", ByAccuracy);
        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.9));
        var after = await server.Api.Promotions.PlanAsync("m", ByAccuracy);

        Measurements(before).ShouldBe(["missing", "missing"]);
        Measurements(asked).ShouldBe(["waiting", "waiting"]);
        Measurements(again).ShouldBe(["waiting", "waiting"]);
        Measurements(half).ShouldBe([null, "waiting"]);
        half.Candidates.Select(one => (one.Rank, one.Chosen)).ShouldBe([(1, false), (null, false)]);
        after.Candidates.Select(one => (one.Rank, one.Chosen)).ShouldBe([(2, false), (1, true)]);
        after.Version.ShouldBe(2);
        (await worker.FindWorkAsync()).ShouldBeNull();
        (await server.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
        (await server.StageOfAsync(2)).ShouldBe("None");
    }

    [Fact]
    public async Task A_measurement_that_failed_says_why_and_can_be_asked_for_again()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        await server.Api.Promotions.MeasureAsync("m", ByAccuracy);
        await worker.FailAsync(await worker.GetWorkAsync(), "error", "out of memory");

        var failed = await server.Api.Promotions.PlanAsync("m", ByAccuracy);
        var again = await server.Api.Promotions.MeasureAsync("m", ByAccuracy);

        failed
            .Candidates.ShouldHaveSingleItem()
            .Note.ShouldBe("could not be measured on holdout when it was last tried: out of memory");
        Measurements(failed).ShouldBe(["missing"]);
        Measurements(again).ShouldBe(["waiting"]);
    }

    [Fact]
    public async Task What_was_measured_for_the_ranking_is_not_measured_again_for_the_promotion()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        await server.Api.Promotions.MeasureAsync("m", ByAccuracy);
        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.8));

        var promoted = await server.EndOfAsync((await server.AskAsync(null, best: "accuracy")).Id);

        (promoted.Phase, promoted.Version).ShouldBe(("Succeeded", 1));
        (await worker.FindWorkAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"stage":"Staging","version":1,"dataset":"holdout"}""", "Say by which metrics to rank")]
    [InlineData("""{"stage":"Staging","best":"accurcy","dataset":"holdout"}""", "Did you mean 'accuracy'?")]
    [InlineData("""{"stage":"Staging","best":"accuracy"}""", "There is nothing to measure on")]
    public async Task A_request_that_ranks_nothing_is_refused_and_asks_no_worker(string json, string words)
    {
        await using var server = await Registry.StartAsync(1);

        var answer = await server.SendAsync("POST", "/api/v1/models/m/promotions/measure", json);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Detail!.ShouldContain(words);
        (await new FakeWorker(server).FindWorkAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Who_may_not_ask_for_a_promotion_may_not_have_anything_measured()
    {
        await using var server = await Registry.StartAsync(1);
        await server.Api.Policy.ApplyAsync(
            """
            version: 1
            permissions:
              - { allow: [request], to: [somebody-else] }
              - { allow: [apply-policy], to: ["*"] }
            """
        );

        var refusal = await Should.ThrowAsync<GradusException>(() =>
            server.Api.Promotions.MeasureAsync("m", ByAccuracy)
        );

        refusal.Status.ShouldBe(403);
        (await new FakeWorker(server).FindWorkAsync()).ShouldBeNull();
    }

    private static IEnumerable<string?> Measurements(PlanDto plan) =>
        plan.Candidates.Select(candidate => candidate.Measurement);
}
