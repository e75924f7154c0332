using System.Net;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Serving;
using Gradus.Server.Tests.Promotions;

namespace Gradus.Server.Tests.Serving;

/// <summary>Gateways are told who is to answer, and what they say decides of a promotion.</summary>
public sealed class ServingTests
{
    private const string Canary = """
        version: 1
        stages:
          - name: Production
            occupancy: one
            verify:
              canary: { steps: ["25%"], each: 1s }
              gates:
                - served: { gateways: [eu], wait: 1m }
                - traffic: { errors: "1%", p95_ms: 100, requests: 10 }
              on_failure: rollback
        """;

    [Fact]
    public async Task A_promotion_goes_on_as_gateways_report_and_succeeds_with_the_last_of_them()
    {
        await using var server = await StartAsync();
        var promotion = await server.AskForProductionAsync(2);
        promotion.Phase.ShouldBe("Verifying");

        var traffic = await server.Api.Serving.GetTrafficAsync("m", "Production");
        traffic.Holder!.Version.ShouldBe(2);
        var rollout = traffic.Rollout.ShouldNotBeNull();
        (rollout.Promotion, rollout.Incumbent.Version, rollout.Share, rollout.Step, rollout.Steps).ShouldBe(
            (promotion.Id, 1, 0.25, 1, 1)
        );

        while ((await server.Api.Serving.GetTrafficAsync("m", "Production")).Rollout is not null)
        {
            await server.ReportAsync("eu", candidate: 2, split: rollout.Split, requests: 20);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        await server.ReportAsync("eu", answering: 2, requests: 20);
        var ended = await server.EndOfAsync(promotion.Id);

        ended.Phase.ShouldBe("Succeeded", ended.Outcome);
        ended.Verifications.Select(gate => gate.Result).ShouldBe(["Passed", "Passed"]);
        ended.Verifications[0].Message.ShouldBe("served by eu");
        (await server.Api.Serving.ListGatewaysAsync("m", "Production"))
            .Gateways.ShouldHaveSingleItem()
            .Report.Answering!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_bad_one_is_rolled_back_by_itself_and_automation_does_not_bring_it_back()
    {
        await using var server = await StartAsync();
        var promotion = await server.AskForProductionAsync(2);
        var split = (await server.Api.Serving.GetTrafficAsync("m", "Production")).Rollout!.Split;

        await server.ReportAsync("eu", candidate: 2, split: split, requests: 5, failures: 5);
        var ended = await server.EndOfAsync(promotion.Id);

        ended.Phase.ShouldBe("RolledBack");
        ended.Outcome.ShouldContain("errors (5 of 5 requests) = 1; required ≤ 0.01");
        var now = await server.Api.Serving.GetTrafficAsync("m", "Production");
        (now.Holder!.Version, now.Rollout).ShouldBe((1, null));
        (await server.Api.Holds.ListAsync()).Holds.ShouldHaveSingleItem().Kind.ShouldBe("automation");
    }

    [Theory]
    [InlineData(
        """{"answering":{"version":0,"digest":"sha256:x","traffic":null}}""",
        "'answering' must have a version's number"
    )]
    [InlineData(
        """{"candidate":{"version":1,"digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","traffic":{"requests":1,"failures":2,"latency":[]}}}""",
        "'candidate.traffic' must have counts that fit together"
    )]
    [InlineData("""{"problem":"two\nlines"}""", "'problem' must be one line")]
    [InlineData("""{"answering":7}""", "answering")]
    public async Task What_no_gateway_can_have_counted_is_refused_and_not_kept(string report, string problem)
    {
        await using var server = await StartAsync();
        using var content = new StringContent(report, System.Text.Encoding.UTF8, "application/json");

        using var answer = await server.Http.PutAsync(
            "/api/v1/models/m/stages/Production/gateways/eu",
            content,
            TestContext.Current.CancellationToken
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(problem);
        (await server.Api.Serving.ListGatewaysAsync("m", "Production")).Gateways.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stage_or_model_that_is_not_there_is_told()
    {
        await using var server = await StartAsync();

        (
            await Should.ThrowAsync<GradusException>(() => server.Api.Serving.GetTrafficAsync("m", "Producton"))
        ).Message.ShouldContain("Did you mean 'Production'?");
        (
            await Should.ThrowAsync<GradusException>(() => server.Api.Serving.GetTrafficAsync("nobody", "Production"))
        ).Message.ShouldContain("nobody");
    }

    private static async Task<TestServer> StartAsync()
    {
        var server = await Registry.StartAsync(2);
        await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", Version: 1));
        await server.Api.Policy.ApplyAsync(Canary);
        return server;
    }
}

/// <summary>A gateway's part, played by a test.</summary>
internal static class PlayedGateway
{
    public static Task<PromotionDto> AskForProductionAsync(this TestServer server, int version) =>
        server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", Version: version));

    public static async Task ReportAsync(
        this TestServer server,
        string gateway,
        int? answering = null,
        int? candidate = null,
        string? split = null,
        long requests = 0,
        long failures = 0
    ) =>
        await server.Api.Serving.ReportAsync(
            "m",
            "Production",
            gateway,
            new GatewayReportDto(
                await server.ServedAsync(answering, requests, failures),
                await server.ServedAsync(candidate, requests, failures),
                split
            )
        );

    private static async Task<ServedVersionDto?> ServedAsync(
        this TestServer server,
        int? version,
        long requests,
        long failures
    )
    {
        if (version is not { } number)
        {
            return null;
        }

        var latency = new long[65];
        latency[10] = requests - failures;
        var digest = (await server.Api.Versions.GetAsync("m", number)).Manifest!;
        return new ServedVersionDto(number, digest, new ServedTrafficDto(requests, failures, latency));
    }
}
