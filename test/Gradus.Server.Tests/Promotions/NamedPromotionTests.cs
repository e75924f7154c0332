using System.Net;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Promotions;

public sealed class NamedPromotionTests
{
    [Theory]
    [InlineData("nonsense")]
    [InlineData("0000")]
    public async Task What_is_no_digest_of_a_plan_is_refused_as_such_and_opens_nothing(string digest)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/promotions",
            $$"""{"version":1,"stage":"Staging","plan_digest":"{{digest}}"}"""
        );

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("plan_digest");
        (await server.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_version_that_passes_its_gates_is_moved_and_the_evidence_is_kept()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server, "worker-7");
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9", "latency_p95_ms<=50"]);

        var work = await worker.GetWorkAsync();
        await worker.MeasureAsync(work, ("accuracy", 0.95), ("latency_p95_ms", 12));
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Succeeded");
        ended.Outcome.ShouldBe("Version 1 is now in Staging.");
        ended.Gates.Select(gate => gate.Result).ShouldAllBe(result => result == "Passed");
        ended.Unmet.ShouldBeEmpty();
        (await server.StageOfAsync(1)).ShouldBe("Staging");
        var evidence = ended.Evidence.Single();
        evidence.Worker.ShouldBe("worker-7");
        evidence.Metrics["accuracy"].ShouldBe(0.95);
        evidence.ArtifactDigest.ShouldBe((await server.Api.Versions.GetAsync("m", 1)).Manifest);
        evidence.DatasetDigest.ShouldBe(ended.DatasetDigest);
        var moved = (await server.Api.History.ListAsync("m")).Transitions[0];
        (moved.To, moved.Promotion).ShouldBe(("Staging", ended.Id));
    }

    [Fact]
    public async Task A_version_that_misses_a_bound_is_not_moved_and_hears_by_how_much()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9", "f1_macro>=0.5"]);

        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.85), ("f1_macro", 0.6));
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Refused");
        var unmet = ended.Unmet.Single();
        (unmet.Actual, unmet.Bound).ShouldBe((0.85, 0.9));
        unmet.MissedBy!.Value.ShouldBe(0.05, 1e-9);
        ended.Outcome.ShouldContain("accuracy = 0.85; required ≥ 0.9 (missed by 0.05)");
        (await server.StageOfAsync(1)).ShouldBe("None");
    }

    [Fact]
    public async Task A_promotion_that_waits_notices_at_once_what_is_changed_of_its_version()
    {
        await using var server = await Registry.StartAsync(1);
        await server.Api.Versions.SetTagAsync("m", 1, "owner", "ann");
        await server.Api.Policy.ApplyAsync(
            "version: 1\nstages: [{ name: Staging, gates: [documentation: { tags: [owner] }], soak: 1h }]"
        );
        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", 1));
        asked.Phase.ShouldBe("Soaking");

        await server.Api.Versions.DeleteTagAsync("m", 1, "owner");

        // Long before the runner looks at all that wait, whatever happened.
        var ended = await server.EndOfAsync(asked.Id).WaitAsync(TimeSpan.FromSeconds(8));
        ended.Outcome.ShouldContain("missing: tag 'owner'");
    }

    [Fact]
    public async Task What_is_required_is_measured_on_what_the_policy_measures_on_if_nothing_else_is_said()
    {
        await using var server = await Registry.StartAsync(1);
        await server.Api.Policy.ApplyAsync(
            "version: 1\nstages: [{ name: Staging, gates: [evaluate: { data: holdout }] }]"
        );
        var worker = new FakeWorker(server);
        var asked = (
            await server.Api.Promotions.OpenAsync(
                "m",
                new PromotionRequestDto("Staging", 1, Require: ["accuracy>=0.9"])
            )
        ).Promotion;

        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.85));
        var ended = await server.EndOfAsync(asked.Id);

        (ended.Phase, ended.Dataset).ShouldBe(("Refused", "holdout"));
        ended.Unmet.Single().Gate.ShouldBe("accuracy ≥ 0.9");
    }

    [Fact]
    public async Task What_is_required_of_logged_metrics_needs_no_data_set()
    {
        await using var server = await Registry.StartAsync(1);
        await server.Api.Gates.LogMetricsAsync("m", 1, new Dictionary<string, double> { ["accuracy"] = 0.85 });

        async Task<PromotionDto> AskAsync(string bound) =>
            await server.EndOfAsync(
                (
                    await server.Api.Promotions.OpenAsync(
                        "m",
                        new PromotionRequestDto("Staging", 1, Require: [$"logged accuracy>={bound}"])
                    )
                )
                    .Promotion
                    .Id
            );

        (await AskAsync("0.9")).Unmet.Single().Gate.ShouldBe("logged accuracy ≥ 0.9");
        (await AskAsync("0.8")).Phase.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task Where_the_policy_measures_on_several_data_sets_it_has_to_be_said_on_which()
    {
        await using var server = await Registry.StartAsync(1);
        var known = await server.Api.Datasets.GetAsync("holdout");
        await server.Api.Datasets.PutAsync("smoke", new(known.Digest));
        await server.Api.Policy.ApplyAsync(
            "version: 1\nstages: [{ name: Staging, gates: [evaluate: { data: smoke }, evaluate: { data: holdout }] }]"
        );

        async Task<string> RefusalAsync(string stage)
        {
            var body = $$"""{"version":1,"stage":"{{stage}}","require":["accuracy>=0.9"]}""";
            var answer = await server.SendAsync("POST", "/api/v1/models/m/promotions/plan", body);
            return answer.Problem?.Detail ?? answer.Text;
        }

        (await RefusalAsync("Staging")).ShouldStartWith(
            "Before Staging it is measured on smoke and holdout: say which"
        );
        (await RefusalAsync("staging")).ShouldContain("Did you mean 'Staging'?");
    }

    [Fact]
    public async Task What_is_required_where_nothing_is_measured_on_is_refused_with_both_ways()
    {
        await using var server = await Registry.StartAsync(1);

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/promotions",
            """{"version":1,"stage":"Staging","require":["accuracy>=0.9"]}"""
        );

        answer
            .ShouldBeRefused(HttpStatusCode.BadRequest, "invalid")
            .Detail.ShouldBe(
                "To check what is required the version is measured: name a data set (--data in the command line, 'dataset' in the "
                    + "API), or write 'logged accuracy>=0.95' for the metric that was logged with it."
            );
    }

    [Theory]
    [InlineData(double.NaN, "accuracy is NaN; required ≥ 0.9")]
    [InlineData(null, "accuracy is not among the measured metrics (f1_macro); required ≥ 0.9")]
    public async Task A_metric_that_is_nan_or_missing_is_inconclusive_and_blocks(double? accuracy, string sentence)
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);

        (string, double)[] metrics = accuracy is { } value ? [("accuracy", value)] : [("f1_macro", 1)];
        await worker.MeasureAsync(await worker.GetWorkAsync(), metrics);
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Refused");
        ended
            .Gates.Single(gate => gate.Name.StartsWith("accuracy", StringComparison.Ordinal))
            .Result.ShouldBe("Inconclusive");
        ended.Unmet.Single().Message.ShouldBe(sentence);
        (await server.StageOfAsync(1)).ShouldBe("None");
    }

    [Theory]
    [InlineData("incompatible", "Refused", "does not fit holdout: 30 features wanted, 29 given")]
    [InlineData("error", "Errored", "could not be evaluated on holdout: 30 features wanted, 29 given")]
    public async Task What_does_not_fit_is_refused_and_what_fails_is_errored(
        string outcome,
        string phase,
        string sentence
    )
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);

        await worker.FailAsync(await worker.GetWorkAsync(), outcome, "30 features wanted, 29 given");
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe(phase);
        ended.Outcome.ShouldContain(sentence);
        (await server.StageOfAsync(1)).ShouldBe("None");
    }

    [Fact]
    public async Task Without_a_data_set_nothing_is_measured_and_the_version_moves()
    {
        await using var server = await Registry.StartAsync(1);

        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 1));
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Succeeded");
        ended.Gates.Select(gate => gate.Name).ShouldBe(["signature"]);
        (await new FakeWorker(server).FindWorkAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task The_existing_are_archived_in_the_same_step_if_that_was_asked_for()
    {
        await using var server = await Registry.StartAsync(3);
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Production"));
        await server.Api.Versions.TransitionAsync("m", 2, new TransitionRequestDto("Production"));

        var asked = await server.Api.Promotions.RequestAsync(
            "m",
            new PromotionRequestDto("Production", Version: 3, ArchiveExistingVersions: true)
        );
        var ended = await server.EndOfAsync(asked.Id);

        ended.Outcome.ShouldBe("Version 3 is now in Production. Archived: version 1, 2.");
        (await server.Api.History.GetHoldersAsync("m", "Production")).Holders.Single().Version.ShouldBe(3);
        var displaced = (await server.Api.History.ListAsync("m", stage: "Archived")).Transitions;
        displaced.ShouldAllBe(t => t.Promotion == ended.Id && t.DisplacedBy == 3);
        displaced.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Where_a_stage_holds_one_the_holder_makes_room_unasked()
    {
        await using var server = await Registry.StartAsync(2);
        await server.Api.Stages.UpdateAsync("Production", new UpdateStageDto(Occupancy: "one"));
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Production"));

        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", Version: 2));
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Succeeded");
        (await server.Api.History.GetHoldersAsync("m", "Production")).Holders.Single().Version.ShouldBe(2);
        (await server.StageOfAsync(1)).ShouldBe("Archived");
    }

    [Fact]
    public async Task A_version_that_is_there_already_succeeds_and_stays()
    {
        await using var server = await Registry.StartAsync(1);
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));

        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 1));
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Succeeded");
        ended.Outcome.ShouldBe("Version 1 is in Staging already; it stays.");
        (await server.Api.History.ListAsync("m")).Transitions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_measurement_is_used_again_for_the_same_bytes_on_the_same_data()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var first = await server.AskAsync(1, "Staging", require: ["accuracy>=0.9"]);
        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.95));
        await server.EndOfAsync(first.Id);

        var second = await server.AskAsync(1, "Production", require: ["accuracy>=0.94"]);
        var ended = await server.EndOfAsync(second.Id);

        ended.Phase.ShouldBe("Succeeded");
        ended.Evidence.Single().Id.ShouldBe((await server.Api.Promotions.GetAsync(first.Id)).Evidence.Single().Id);
    }

    [Fact]
    public async Task A_version_deleted_meanwhile_ends_its_promotion_with_a_sentence()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var work = await worker.GetWorkAsync();

        await server.Api.Versions.DeleteAsync("m", 1);
        await worker.MeasureAsync(work, ("accuracy", 0.95));
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Refused");
        ended.Outcome.ShouldBe("Version 1 of 'm' does not exist any more.");
    }
}
