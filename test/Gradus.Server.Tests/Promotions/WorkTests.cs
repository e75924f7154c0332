using System.Net;
using System.Text.Json;
using Gradus.Protocol;
using Gradus.Protocol.Work;
using Microsoft.Extensions.Time.Testing;

namespace Gradus.Server.Tests.Promotions;

public sealed class WorkTests
{
    [Fact]
    public async Task Work_tells_what_to_measure_on_what_and_within_which_limits()
    {
        await using var server = await Registry.StartAsync(1);
        await server.Api.Promotions.RequestAsync(
            "m",
            new("Staging", Version: 1, Dataset: "holdout", TimeoutSeconds: 17, MemoryBytes: 300L << 20)
        );

        var work = await new FakeWorker(server).GetWorkAsync();

        var version = await server.Api.Versions.GetAsync("m", 1);
        var dataset = await server.Api.Datasets.GetAsync("holdout");
        work.Artifact.Digest.ShouldBe(version.Manifest);
        work.Artifact.Files.Single().Path.ShouldBe("model.bin");
        (work.Dataset!.Name, work.Dataset.Digest, work.Dataset.Label).ShouldBe(("holdout", dataset.Digest, "label"));
        work.Limits.ShouldBe(new WorkLimitsDto(17, 300L << 20));
        work.Attempt.ShouldBe(1);
        work.LeaseSeconds.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task How_much_work_waits_and_how_much_is_taken_is_told()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await Registry.StartAsync(2, time);
        (await server.Api.Promotions.GetWorkAsync()).ShouldBe(new WorkCountDto(0, 0));
        await server.AskAsync(1, require: ["accuracy>=0.9"]);
        await server.AskAsync(2, require: ["accuracy>=0.9"]);

        var work = await new FakeWorker(server).GetWorkAsync();
        var taken = await server.Api.Promotions.GetWorkAsync();
        time.Advance(TimeSpan.FromSeconds(work.LeaseSeconds + 1));
        var lost = await server.Api.Promotions.GetWorkAsync();

        taken.ShouldBe(new WorkCountDto(Waiting: 1, Taken: 1));
        lost.ShouldBe(new WorkCountDto(Waiting: 2, Taken: 0), "its worker has not been heard of");
    }

    [Fact]
    public async Task Leased_work_is_given_to_nobody_else_while_its_worker_reports()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await Registry.StartAsync(1, time);
        await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var first = new FakeWorker(server, "first");
        var second = new FakeWorker(server, "second");
        var work = await first.GetWorkAsync();

        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(work.LeaseSeconds - 1));
            (await second.FindWorkAsync()).ShouldBeNull();
            (await first.HeartbeatAsync(work)).Status.ShouldBe(HttpStatusCode.NoContent);
        }

        (await first.MeasureAsync(work, ("accuracy", 1))).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_worker_that_falls_silent_loses_its_work_to_another_and_its_late_answer_is_refused()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await Registry.StartAsync(1, time);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var silent = new FakeWorker(server, "silent");
        var second = new FakeWorker(server, "second");
        var lost = await silent.GetWorkAsync();

        time.Advance(TimeSpan.FromSeconds(lost.LeaseSeconds + 1));
        var again = await second.GetWorkAsync();

        (again.Id, again.Attempt).ShouldBe((lost.Id, 2));
        again.Lease.ShouldNotBe(lost.Lease);
        (await silent.HeartbeatAsync(lost)).ShouldBeRefused(HttpStatusCode.Conflict, "conflict");
        (await silent.MeasureAsync(lost, ("accuracy", 0))).ShouldBeRefused(HttpStatusCode.Conflict, "conflict");
        (await second.MeasureAsync(again, ("accuracy", 0.95))).Status.ShouldBe(HttpStatusCode.NoContent);
        var ended = await server.EndOfAsync(asked.Id);
        ended.Phase.ShouldBe("Succeeded");
        ended.Evidence.Single().Worker.ShouldBe("second");
    }

    [Fact]
    public async Task After_three_lost_leases_the_work_is_given_up_and_the_promotion_errored()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await Registry.StartAsync(1, time);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var worker = new FakeWorker(server);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var work = await worker.GetWorkAsync();
            work.Attempt.ShouldBe(attempt);
            time.Advance(TimeSpan.FromSeconds(work.LeaseSeconds + 1));
        }

        (await worker.FindWorkAsync()).ShouldBeNull();
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Errored");
        ended.Outcome.ShouldContain("3 workers took it on and were not heard of again");
        (await server.StageOfAsync(1)).ShouldBe("None");
    }

    [Fact]
    public async Task After_an_error_the_same_may_be_asked_for_again_and_is_measured_anew()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var first = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        await worker.FailAsync(await worker.GetWorkAsync(), "error", "out of memory");
        (await server.EndOfAsync(first.Id)).Phase.ShouldBe("Errored");
        await Task.Delay(5);

        var second = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.95));

        (await server.EndOfAsync(second.Id)).Phase.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task Two_promotions_that_need_the_same_measurement_ask_for_it_once()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var first = await server.AskAsync(1, "Staging", require: ["accuracy>=0.9"]);
        var second = await server.AskAsync(1, "Production", require: ["accuracy>=0.9"]);

        var work = await worker.GetWorkAsync();
        await Task.Delay(300);
        (await worker.FindWorkAsync()).ShouldBeNull();
        await worker.MeasureAsync(work, ("accuracy", 0.95));

        (await server.EndOfAsync(first.Id)).Phase.ShouldBe("Succeeded");
        (await server.EndOfAsync(second.Id)).Phase.ShouldBe("Succeeded");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_measured_on_other_bytes_is_refused_and_the_work_stays(bool isArtifact)
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var work = await worker.GetWorkAsync();
        var honest = worker.Measured(work, ("accuracy", 0.99));
        var other = Uploads.DigestOf([1, 2, 3]);

        var answer = await worker.AnswerAsync(
            honest with
            {
                Measurement = isArtifact
                    ? honest.Measurement! with
                    {
                        ArtifactDigest = other,
                    }
                    : honest.Measurement! with
                    {
                        DatasetDigest = other,
                    },
            },
            work
        );

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain("other bytes");
        (await server.Api.Promotions.GetAsync(asked.Id)).Open.ShouldBeTrue();
        (await worker.HeartbeatAsync(work)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await worker.AnswerAsync(honest, work)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.EndOfAsync(asked.Id)).Phase.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task An_answer_that_makes_no_sense_is_refused_and_the_work_stays()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var work = await worker.GetWorkAsync();
        var good = worker.Measured(work, ("accuracy", 0.99));
        var measurement = good.Measurement!;
        OutcomeDto[] bad =
        [
            good with
            {
                Outcome = "passed",
            },
            good with
            {
                Outcome = "0",
            },
            good with
            {
                Outcome = "7",
            },
            good with
            {
                Measurement = null,
            },
            good with
            {
                Outcome = "error",
            },
            good with
            {
                Worker = "",
            },
            good with
            {
                Worker = "a\0b",
            },
            good with
            {
                Measurement = measurement with { Examples = -1 },
            },
            good with
            {
                Measurement = measurement with { StartedAt = long.MaxValue },
            },
            good with
            {
                Measurement = measurement with { StartedAt = -1 },
            },
            good with
            {
                Measurement = measurement with { Code = new string('c', 201) },
            },
            good with
            {
                Measurement = measurement with { Runtime = "a\u0007" },
            },
            good with
            {
                Measurement = measurement with { Metrics = new Dictionary<string, double> { ["\0"] = 1 } },
            },
        ];

        foreach (var outcome in bad)
        {
            (await worker.AnswerAsync(outcome, work)).ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        }

        (await worker.AnswerAsync(good, work)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_reason_with_control_characters_is_kept_without_them()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);

        await worker.FailAsync(await worker.GetWorkAsync(), "error", "out of\0 memory\u001b[31m");

        (await server.EndOfAsync(asked.Id)).Outcome.ShouldContain("out of memory[31m");
    }

    [Theory]
    [InlineData("""{"worker":"","wait_seconds":0}""")]
    [InlineData("""{"wait_seconds":0}""")]
    [InlineData("""{"worker":"a\u0000","wait_seconds":0}""")]
    [InlineData("""{"worker":"w","wait_seconds":-1}""")]
    [InlineData("""{"worker":"w","wait_seconds":31}""")]
    [InlineData("""{"worker":"w","wait_seconds":0,"runners":"slurm"}""")]
    public async Task A_worker_without_a_name_or_with_an_odd_wait_gets_nothing(string json)
    {
        await using var server = await TestServer.StartAsync();

        (await server.SendAsync("POST", "/api/v1/work/lease", json)).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalid"
        );
    }

    [Theory]
    [InlineData("heartbeat", """{"lease":"\u0000"}""")]
    [InlineData("heartbeat", """{"lease":"guessed"}""")]
    [InlineData("outcome", """{"lease":"guessed","worker":"w","outcome":"error"}""")]
    public async Task A_lease_that_was_never_given_is_refused(string route, string json)
    {
        await using var server = await Registry.StartAsync(1);
        await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var work = await new FakeWorker(server).GetWorkAsync();

        (await server.SendAsync("POST", $"/api/v1/work/{work.Id}/{route}", json)).ShouldBeRefused(
            HttpStatusCode.Conflict,
            "conflict"
        );
    }

    [Fact]
    public async Task A_dispatcher_gets_what_names_a_runner_with_its_template_and_whoever_it_hands_the_lease_to_gets_the_work()
    {
        await using var server = await Registry.StartAsync(1);
        await server.Api.Policy.ApplyAsync(
            """
            version: 1
            runners:
              gpu:
                kubernetes:
                  template:
                    apiVersion: batch/v1
                    kind: Job
                    spec: { template: { spec: { restartPolicy: Never, containers: [{ image: w }] } } }
            stages:
              - name: Staging
                gates:
                  - evaluate: { data: holdout }
                    runner: gpu
            """
        );
        await server.Api.Promotions.RequestAsync("m", new("Staging", Version: 1));

        var worker = new FakeWorker(server);
        var leased = await worker.GetWorkAsync("kubernetes");
        var path = $"/api/v1/work/{leased.Id}";
        var handed = await server.SendAsync("GET", path, null, ("Gradus-Lease", leased.Lease));
        var guessed = await server.SendAsync("GET", path, null, ("Gradus-Lease", "guessed"));
        var bare = await server.SendAsync("GET", path);

        (leased.Runner!.Name, leased.Runner.Namespace).ShouldBe(("gpu", null));
        leased.Runner.Template.GetProperty("kind").GetString().ShouldBe("Job");
        var work = JsonSerializer.Deserialize(handed.Text, ProtocolJson.Default.WorkDto)!;
        (work.Id, work.Lease, work.Kind, work.Artifact.Digest, work.Runner).ShouldBe(
            (leased.Id, leased.Lease, "evaluate", leased.Artifact.Digest, null)
        );
        guessed.ShouldBeRefused(HttpStatusCode.Conflict, "conflict");
        bare.ShouldBeRefused(HttpStatusCode.Conflict, "conflict");
        (await worker.MeasureAsync(work, ("accuracy", 1))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.SendAsync("GET", path, null, ("Gradus-Lease", leased.Lease))).ShouldBeRefused(
            HttpStatusCode.Conflict,
            "conflict"
        );
    }

    [Fact]
    public async Task A_worker_that_waits_gets_work_as_soon_as_there_is_some()
    {
        await using var server = await Registry.StartAsync(1);
        var waiting = server.SendAsync("POST", "/api/v1/work/lease", """{"worker":"w","wait_seconds":30}""");
        await Task.Delay(200);
        waiting.IsCompleted.ShouldBeFalse();

        await server.AskAsync(1, require: ["accuracy>=0.9"]);

        (await waiting).Status.ShouldBe(HttpStatusCode.OK);
    }
}
