using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Serving;
using Gradus.Protocol.Stages;

namespace Gradus.Cli.Tests.Serving;

/// <summary>Where a model is, asked of a whole server.</summary>
public sealed class StatusLiveTests
{
    private const string Canary = """
        version: 1
        stages:
          - name: Staging
          - name: Production
            occupancy: one
            archive_existing: true
            verify:
              canary: { steps: ["25%", "50%"], each: 1h, key: X-User }
              gates:
                - traffic: { errors: "1%", requests: 10 }
              on_failure: rollback
        """;

    [Fact]
    public async Task A_model_in_no_stage_is_told_with_what_brings_it_there()
    {
        await using var live = await Live.StartAsync(2);
        await live.Api.Models.CreateAsync(new CreateModelDto("new one"));

        var held = await live.RunAsync("status m");
        var staged = await live.RunAsync("status m --stage Production");
        var empty = await live.RunAsync("status 'new one'");

        held.Output.ShouldBe("No version of 'm' holds a stage, and none is on its way.\n");
        held.Error.ShouldMatch(@"^Bring its latest version there with: gradus promote m/2 --to \w+\n$");
        staged.Output.ShouldBe("No version of 'm' holds Production, and none is on its way.\n");
        staged.Error.ShouldEndWith("gradus promote m/2 --to Production\n");
        empty.Error.ShouldBe("It has no versions. Register one with: gradus versions create 'new one' --from FILE\n");
        (held.ExitCode, staged.ExitCode, empty.ExitCode).ShouldBe((0, 0, 0));
        (await live.RunAsync("status m --json")).Output.ShouldContain("\"stages\":[]");
        (await live.RunAsync(staged.Error.TrimEnd().Split("gradus ")[1])).ExitCode.ShouldBe(0);
        (await live.RunAsync("status m")).Output.ShouldStartWith("m in Production\nHolds it  version 2, since ");
    }

    [Fact]
    public async Task A_held_stage_without_gateways_and_a_promotion_that_waits_stand_under_one_another()
    {
        await using var live = await Live.StartAsync(2, Live.Policy);
        await live.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Development"));
        var promotion = await live.WaitingAsync(2);

        var outcome = await live.RunAsync("status m");

        outcome.Error.ShouldBeEmpty();
        var lines = outcome.Output.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(7, outcome.Output);
        lines[0].ShouldBe("m in Development");
        lines[1].ShouldMatch(@"^Holds it  version 1, since 20\S+ \S+Z by \S+");
        lines[2].ShouldBe("No gateway has said that it serves this: gradus serve models:/m/Development");
        lines[3..6].ShouldBe(["", "m in Production", "Holds it    nobody"]);
        lines[6].ShouldMatch($@"^On its way  version 2, AwaitingApproval: .+ \(promotion {promotion.Id}\)$");
    }

    [Fact]
    public async Task A_canary_is_told_with_how_both_versions_answer_on_each_gateway()
    {
        await using var live = await Live.StartAsync(2);
        await live.RunAsync("promote m/1 --to Production");
        await live.Api.Policy.ApplyAsync(Canary);
        var promotion = await live.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", 2));
        var rollout = (await live.Api.Serving.GetTrafficAsync("m", "Production")).Rollout.ShouldNotBeNull();
        await live.ReportAsync("eu", rollout.Split, 30, 10);
        await live.ReportAsync("us", null, 60, 0);

        var outcome = await live.RunAsync("status m");
        var shown = await live.RunAsync($"promotions show {promotion.Id}");

        const string Step = "25 % of the requests (step 1 of 2) beside version 1, since 20";
        outcome.Output.ShouldStartWith("m in Production\n");
        outcome.Output.ShouldContain($"\nRollout     version 2: {Step}");
        outcome.Output.ShouldContain("Z, kept by the header X-User\n");
        outcome.Output.ShouldMatch($@"On its way  version 2, Verifying: .+ \(promotion {promotion.Id}\)");
        outcome.Output.ShouldMatch(@"\neu +1 +answering +30 +0 +1\.41 ms +\d+ s ago\n");
        outcome.Output.ShouldMatch(@"\neu +2 +candidate +10 +0 +1\.41 ms +\d+ s ago\n");
        outcome.Output.ShouldMatch(@"\nus +1 +answering +60 +0 +1\.41 ms +\d+ s ago\n");
        outcome.Output.ShouldMatch(@"\nus +2 +candidate, not at this step yet +0 +0 +\d+ s ago\n");
        shown.Output.ShouldContain($"  … {Step}");
        (await live.Api.Promotions.GetAsync(promotion.Id)).Rollout.ShouldBe(
            new RolloutStateDto(1, 2, 0.25, false, 1, rollout.Since)
        );
    }

    [Fact]
    public async Task What_is_not_there_is_one_line_with_what_was_meant()
    {
        await using var live = await Live.StartAsync();
        await live.Api.Models.CreateAsync(new CreateModelDto("tumours"));

        var model = await live.RunAsync("status tumour");
        var stage = await live.RunAsync("status m --stage Productoin");
        var away = await Cli.RunAsync("status", "m", "--server", "http://127.0.0.1:9");

        (model.ExitCode, stage.ExitCode, away.ExitCode).ShouldBe((1, 1, 1));
        model.Complaint.ShouldEndWith("does not exist. Did you mean 'tumours'?");
        stage.Complaint.ShouldStartWith("Stage 'Productoin' does not exist. Did you mean 'Production'?");
        away.Complaint.ShouldContain("http://127.0.0.1:9");
    }
}

/// <summary>A gateway's part in a canary from version 1 to 2, played by a test.</summary>
internal static class PlayedCanary
{
    public static async Task ReportAsync(
        this Live live,
        string gateway,
        string? split,
        long answering,
        long candidate
    ) =>
        await live.Api.Serving.ReportAsync(
            "m",
            "Production",
            gateway,
            new GatewayReportDto(await live.ServedAsync(1, answering), await live.ServedAsync(2, candidate), split)
        );

    private static async Task<ServedVersionDto> ServedAsync(this Live live, int version, long requests)
    {
        var latency = new long[65];
        latency[10] = requests;
        var digest = (await live.Api.Versions.GetAsync("m", version)).Manifest!;
        return new ServedVersionDto(version, digest, new ServedTrafficDto(requests, 0, latency));
    }
}
