using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;
using Gradus.Protocol.Work;

namespace Gradus.Server.Tests.Promotions;

public sealed class BestPromotionTests
{
    [Fact]
    public async Task The_best_is_picked_and_moved_and_every_other_hears_why_it_is_out()
    {
        await using var server = await Registry.StartAsync(5);
        await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Source: "s3://elsewhere/6"));
        await server.Api.Versions.TransitionAsync("m", 5, new TransitionRequestDto("Archived"));
        var asked = await server.AskAsync(null, best: "accuracy", require: ["accuracy>=0.9"]);

        await AnswerAsync(
            server,
            new()
            {
                [1] = ("measured", 0.91),
                [2] = ("measured", 0.97),
                [3] = ("incompatible", 0),
                [4] = ("error", 0),
            }
        );
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Succeeded");
        ended.Version.ShouldBe(2);
        (await server.StageOfAsync(2)).ShouldBe("Staging");
        ended
            .Candidates.Select(c => (c.Version, c.Chosen, c.Note))
            .ShouldBe([
                (1, false, "accuracy = 0.91, version 2 has 0.97"),
                (2, true, "best by accuracy (0.97)"),
                (3, false, "does not fit the data set: no"),
                (4, false, "could not be evaluated: no"),
                (6, false, "its bytes are kept elsewhere, so it cannot be evaluated"),
            ]);
    }

    [Fact]
    public async Task Less_is_better_where_the_metric_says_so()
    {
        await using var server = await Registry.StartAsync(2);
        var asked = await server.AskAsync(null, best: "log_loss");

        await AnswerAsync(server, new() { [1] = ("measured", 0.3), [2] = ("measured", 0.5) }, "log_loss");

        (await server.EndOfAsync(asked.Id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Of_equals_the_older_is_picked()
    {
        await using var server = await Registry.StartAsync(3);
        var asked = await server.AskAsync(null, best: "accuracy");

        await AnswerAsync(
            server,
            new()
            {
                [1] = ("measured", 0.8),
                [2] = ("measured", 0.9),
                [3] = ("measured", 0.9),
            }
        );

        (await server.EndOfAsync(asked.Id)).Version.ShouldBe(2);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.95)]
    public async Task The_incumbent_stays_if_nobody_is_better(double incumbent)
    {
        await using var server = await Registry.StartAsync(2);
        await server.Api.Versions.TransitionAsync("m", 2, new TransitionRequestDto("Staging"));
        var asked = await server.AskAsync(null, best: "accuracy", archive: true);

        await AnswerAsync(server, new() { [1] = ("measured", 0.9), [2] = ("measured", incumbent) });
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Succeeded");
        ended.Outcome.ShouldBe("Version 2 is in Staging already; it stays.");
        (await server.StageOfAsync(1)).ShouldBe("None");
        (await server.StageOfAsync(2)).ShouldBe("Staging");
    }

    [Fact]
    public async Task A_metric_that_is_nan_takes_a_version_out()
    {
        await using var server = await Registry.StartAsync(2);
        var asked = await server.AskAsync(null, best: "accuracy");

        await AnswerAsync(server, new() { [1] = ("measured", double.NaN), [2] = ("measured", 0.1) });
        var ended = await server.EndOfAsync(asked.Id);

        ended.Version.ShouldBe(2);
        ended.Candidates[0].Note.ShouldBe("accuracy is NaN");
    }

    [Fact]
    public async Task The_best_that_misses_a_bound_is_refused_and_the_second_best_does_not_take_its_place()
    {
        await using var server = await Registry.StartAsync(2);
        var asked = await server.AskAsync(null, best: "accuracy", require: ["accuracy>=0.99"]);

        await AnswerAsync(server, new() { [1] = ("measured", 0.9), [2] = ("measured", 0.95) });
        var ended = await server.EndOfAsync(asked.Id);

        (ended.Phase, ended.Version).ShouldBe(("Refused", 2));
        (await server.StageOfAsync(1)).ShouldBe("None");
        (await server.StageOfAsync(2)).ShouldBe("None");
    }

    [Fact]
    public async Task Where_nobody_can_be_picked_the_refusal_says_why_for_each()
    {
        await using var server = await Registry.StartAsync(2);
        var asked = await server.AskAsync(null, best: "accuracy");

        await AnswerAsync(server, new() { [1] = ("incompatible", 0), [2] = ("incompatible", 0) });
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Refused");
        ended.Outcome.ShouldContain("version 1: does not fit the data set: no; version 2: does not fit");
    }

    [Fact]
    public async Task A_model_without_versions_has_no_best()
    {
        await using var server = await Registry.StartAsync(0);
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));

        var asked = await server.AskAsync(null, best: "accuracy");
        var ended = await server.EndOfAsync(asked.Id);

        ended.Phase.ShouldBe("Refused");
        ended.Outcome.ShouldBe("'m' has no version that could be promoted to Staging.");
    }

    // Answers every piece of work by the version whose bytes it is about.
    private static async Task AnswerAsync(
        TestServer server,
        Dictionary<int, (string Outcome, double Value)> answers,
        string metric = "accuracy"
    )
    {
        var worker = new FakeWorker(server);
        var numbers = new Dictionary<string, int>();
        foreach (var number in answers.Keys)
        {
            numbers[(await server.Api.Versions.GetAsync("m", number)).Manifest!] = number;
        }

        foreach (var _ in answers)
        {
            WorkDto work = await worker.GetWorkAsync();
            var (outcome, value) = answers[numbers[work.Artifact.Digest]];
            var answer =
                outcome == "measured"
                    ? await worker.MeasureAsync(work, (metric, value))
                    : await worker.FailAsync(work, outcome, "no");
            answer.Status.ShouldBe(System.Net.HttpStatusCode.NoContent, answer.Text);
        }
    }
}
