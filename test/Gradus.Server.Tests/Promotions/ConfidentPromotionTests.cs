using System.Net;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Work;

namespace Gradus.Server.Tests.Promotions;

/// <summary>Versions that must be shown not to be worse than the holder, by the predictions that workers keep.</summary>
public sealed class ConfidentPromotionTests
{
    private const string Policy = """
        version: 1
        stages:
          - name: Staging
            archive_existing: true
            gates:
              - evaluate: { data: holdout }
              - incumbent: { metric: accuracy, margin: 0.02, confidence: "90%" }
        """;

    [Fact]
    public async Task Predictions_are_kept_and_compared_and_the_interval_decides()
    {
        await using var server = await StartAsync();
        var worker = new FakeWorker(server);
        await PromoteFirstAsync(server, worker);

        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 2));
        var mine = await MeasureAsync(server, worker, "predictions of 2", 0.91);
        var comparing = await worker.GetWorkAsync();
        await worker.AnswerAsync(Compared(worker, comparing, -0.005, 0.03), comparing);
        var ended = await server.EndOfAsync(asked.Id);

        comparing.Kind.ShouldBe("compare");
        comparing.Predictions!.Candidate.ShouldBe(mine);
        comparing.Predictions.Incumbent.Digest.ShouldBe(DigestOf("predictions of 1"));
        comparing.Predictions.Confidence.ShouldBe(0.9);
        ended.Phase.ShouldBe("Succeeded");
        ended
            .Gates.Single(gate => gate.Kind == "incumbent")
            .Message.ShouldBe(
                "accuracy is 0.0125 above version 1's, between −0.005 and +0.03 at 90 %; required to be worse by less than 0.02"
            );
        ended.Evidence.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_data_cannot_tell_is_not_let_through()
    {
        await using var server = await StartAsync();
        var worker = new FakeWorker(server);
        await PromoteFirstAsync(server, worker);

        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 2));
        await MeasureAsync(server, worker, "predictions of 2", 0.91);
        var comparing = await worker.GetWorkAsync();
        await worker.AnswerAsync(Compared(worker, comparing, -0.03, 0.05), comparing);
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Refused");
        ended.Unmet.ShouldHaveSingleItem().Gate.ShouldBe("incumbent accuracy");
        (await server.StageOfAsync(1)).ShouldBe("Staging");
    }

    [Fact]
    public async Task An_output_is_taken_under_the_lease_only_and_by_its_digest_only()
    {
        await using var server = await StartAsync();
        var worker = new FakeWorker(server);
        await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 1));
        var work = await worker.GetWorkAsync();

        (await worker.PutOutputAsync(work with { Lease = "another" }, "bytes")).ShouldBeRefused(
            HttpStatusCode.Conflict,
            "conflict"
        );
        (await worker.PutOutputAsync(work, "bytes", DigestOf("other bytes"))).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        var unknown = worker.Measured(work, ("accuracy", 1));
        var named = unknown with
        {
            Measurement = unknown.Measurement! with { Output = new OutputDto(DigestOf("bytes"), 5) },
        };
        (await worker.AnswerAsync(named, work))
            .ShouldBeRefused(HttpStatusCode.BadRequest, "invalid")
            .Subject.ShouldBe("output");
        (await worker.PutOutputAsync(work, "bytes")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await worker.AnswerAsync(named, work)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<TestServer> StartAsync()
    {
        var server = await Registry.StartAsync(2);
        await server.Api.Policy.ApplyAsync(Policy);
        return server;
    }

    private static async Task PromoteFirstAsync(TestServer server, FakeWorker worker)
    {
        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 1));
        await MeasureAsync(server, worker, "predictions of 1", 0.9);
        (await server.EndOfAsync(asked.Id)).Phase.ShouldBe("Succeeded");
    }

    private static async Task<OutputDto> MeasureAsync(
        TestServer server,
        FakeWorker worker,
        string predictions,
        double accuracy
    )
    {
        var work = await worker.GetWorkAsync();
        (await worker.PutOutputAsync(work, predictions)).Status.ShouldBe(HttpStatusCode.NoContent);
        var output = new OutputDto(DigestOf(predictions), Encoding.UTF8.GetByteCount(predictions));
        var measured = worker.Measured(work, ("accuracy", accuracy));
        var answer = await worker.AnswerAsync(
            measured with
            {
                Measurement = measured.Measurement! with { Output = output },
            },
            work
        );
        answer.Status.ShouldBe(HttpStatusCode.NoContent);
        server.FileOf(output.Digest).ShouldNotBeEmpty();
        return output;
    }

    private static OutcomeDto Compared(FakeWorker worker, WorkDto work, double lower, double upper) =>
        worker.Measured(
            work,
            (ComparisonNames.Difference("accuracy"), (lower + upper) / 2),
            (ComparisonNames.Lower("accuracy"), lower),
            (ComparisonNames.Upper("accuracy"), upper),
            (ComparisonNames.Discordant, 20),
            (ComparisonNames.MostDiscordant, 0.3)
        );

    private static string DigestOf(string text) => Digest.Of(Encoding.UTF8.GetBytes(text)).ToString();
}
