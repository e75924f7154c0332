using System.Net;
using System.Text;
using Gradus.Protocol.Datasets;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Tests.Promotions.Entrances;

/// <summary>Evidence speaks of the bytes it was made on, and of no others.</summary>
public sealed class EvidenceTests
{
    private const string Measured = """
        version: 1
        stages:
          - name: Production
            gates:
              - evaluate: { data: holdout }
              - threshold: { metric: accuracy, at_least: 0.9 }
        """;

    [Trait("Abuse", "40")]
    [Fact]
    public async Task What_was_measured_on_other_bytes_passes_no_gate()
    {
        await using var registry = await GatedRegistry.StartAsync(Measured);
        var worker = new FakeWorker(registry.Server);
        var refused = await registry.TransitByMlflowAsync(1);
        var work = await worker.GetWorkAsync();
        var honest = worker.Measured(work, ("accuracy", 0.99));
        var other = (await registry.Server.Api.Versions.GetAsync("m", 2)).Manifest!;

        var answer = await worker.AnswerAsync(
            honest with
            {
                Measurement = honest.Measurement! with { ArtifactDigest = other },
            },
            work
        );

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "conflict");
        refused.Status.ShouldBe(409);
        (await registry.OpenOneAsync()).Phase.ShouldBe("Gating");
        await registry.ShouldBeUntouchedAsync();
        await worker.AnswerAsync(honest, work);
        await registry.WaitAsync((string)refused.Json["promotion"]!);
        (await registry.TransitByMlflowAsync(1)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Evidence_is_not_used_again_once_the_data_sets_name_means_other_bytes()
    {
        await using var registry = await GatedRegistry.StartAsync(Measured);
        var worker = new FakeWorker(registry.Server);
        var first = await registry.Server.Api.Promotions.RequestAsync("m", new("Production", 1));
        await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", 0.95));
        (await registry.Server.EndOfAsync(first.Id)).Phase.ShouldBe("Succeeded");
        await registry.TransitAsync(1, "Archived");
        var harder = await RegisterAsync(registry, "holdout", "x,label\n2,1\n");

        var reply = await registry.TransitByMlflowAsync(1);
        var work = await worker.GetWorkAsync();
        await worker.MeasureAsync(work, ("accuracy", 0.5));

        reply.Status.ShouldBe(409);
        work.Dataset!.Digest.ShouldBe(harder);
        (await registry.Server.EndOfAsync((string)reply.Json["promotion"]!)).Phase.ShouldBe("Refused");
        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_promotion_that_was_asked_for_on_the_bytes_of_yesterday_is_measured_on_those_of_today()
    {
        await using var registry = await GatedRegistry.StartAsync(Measured);
        var worker = new FakeWorker(registry.Server);
        var asked = await registry.Server.AskAsync(1, "Production", require: ["accuracy>=0.9"]);
        var easy = await worker.GetWorkAsync();
        var harder = await RegisterAsync(registry, "holdout", "x,label\n2,1\n");
        await worker.MeasureAsync(easy, ("accuracy", 0.99));

        var work = await worker.GetWorkAsync();
        await worker.MeasureAsync(work, ("accuracy", 0.5));

        easy.Dataset!.Digest.ShouldNotBe(harder);
        work.Dataset!.Digest.ShouldBe(harder);
        (await registry.Server.EndOfAsync(asked.Id)).Phase.ShouldBe("Refused");
        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_gate_of_the_askers_that_is_called_like_the_policys_does_not_take_its_place()
    {
        await using var registry = await GatedRegistry.StartAsync(Measured);
        var easy = await RegisterAsync(registry, "easy", "x,label\n3,1\n");
        var asked = await registry.Server.Api.Promotions.RequestAsync(
            "m",
            new PromotionRequestDto("Production", 1, Dataset: "easy", Require: ["accuracy>=0.9"])
        );
        var worker = new FakeWorker(registry.Server);

        for (var i = 0; i < 2; i++)
        {
            var work = await worker.GetWorkAsync();
            await worker.MeasureAsync(work, ("accuracy", work.Dataset!.Digest == easy ? 1.0 : 0.2));
        }

        var ended = await registry.Server.EndOfAsync(asked.Id);
        ended.Phase.ShouldBe("Refused");
        ended.Outcome.ShouldContain("accuracy = 0.2");
        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task Only_who_may_change_the_rules_changes_what_they_measure_on()
    {
        await using var registry = await GatedRegistry.StartAsync(
            Measured
                + "\npermissions:\n  - { allow: [apply-policy], to: [root] }\n  - { allow: [promote], to: [\"*\"] }\n"
        );
        var before = (await registry.Server.Api.Datasets.GetAsync("holdout")).Digest;
        var file = await registry.Server.PutAsync("easy.csv", Encoding.UTF8.GetBytes("x,label\n3,1\n"));
        var body = $$"""{"digest":"{{file.Digest}}","label":"label"}""";

        (await registry.SendAsync("ana", "PUT", "datasets/holdout", body)).ShouldBeRefused(
            HttpStatusCode.Forbidden,
            "forbidden"
        );
        (await registry.SendAsync("ana", "DELETE", "datasets/holdout")).ShouldBeRefused(
            HttpStatusCode.Forbidden,
            "forbidden"
        );

        (await registry.Server.Api.Datasets.GetAsync("holdout")).Digest.ShouldBe(before);
        (await registry.SendAsync("ana", "PUT", "datasets/mine", body)).Status.ShouldBe(HttpStatusCode.OK);
        (await registry.SendAsync("root", "PUT", "datasets/holdout", body)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_check_that_was_made_on_other_bytes_is_not_taken_and_one_of_another_version_does_not_count()
    {
        await using var registry = await GatedRegistry.StartAsync(
            """
            version: 1
            stages:
              - name: Production
                gates:
                  - external: { check: ci, wait: 1h }
            """
        );
        var other = (await registry.Server.Api.Versions.GetAsync("m", 2)).Manifest;
        var passed = """{"name":"ci","verdict":"passed"}""";

        var claimed = await registry.SendAsync(
            "ci",
            "POST",
            "models/m/versions/1/checks",
            $$"""{"name":"ci","verdict":"passed","digest":"{{other}}"}"""
        );
        await registry.SendAsync("ci", "POST", "models/m/versions/2/checks", passed);
        var reply = await registry.TransitByMlflowAsync(1);

        claimed.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain("The check was made on");
        reply.Status.ShouldBe(409);
        await registry.ShouldBeUntouchedAsync();
        await registry.SendAsync("ci", "POST", "models/m/versions/1/checks", passed);
        await registry.WaitAsync((string)reply.Json["promotion"]!);
        (await registry.TransitByMlflowAsync(1)).Status.ShouldBe(200);
    }

    private static async Task<string> RegisterAsync(GatedRegistry registry, string name, string text)
    {
        var file = await registry.Server.PutAsync($"{name}.csv", Encoding.UTF8.GetBytes(text));
        return (await registry.Server.Api.Datasets.PutAsync(name, new PutDatasetDto(file.Digest))).Digest;
    }
}
