using System.Net;
using Gradus.Core.Evaluations;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Tests.Promotions;

/// <summary>Versions that are judged on each part of a data set.</summary>
public sealed class SlicePromotionTests
{
    private const string Policy = """
        version: 1
        stages:
          - name: Staging
            gates:
              - evaluate: { data: holdout }
              - threshold: { metric: accuracy, at_least: 0.9 }
              - slices: { metric: accuracy, by: region, at_least: 0.9 }
        """;

    private static readonly SliceDto North = In("north", 0.99);

    [Fact]
    public async Task A_version_that_is_good_as_a_whole_and_bad_in_one_slice_is_refused_and_the_slice_is_named()
    {
        await using var server = await StartAsync();

        var ended = await PromoteAsync(server, North, In("south", 0.5));

        ended.Phase.ShouldBe("Refused");
        ended
            .Unmet.ShouldHaveSingleItem()
            .Message.ShouldBe(
                "accuracy where region is south = 0.5; required ≥ 0.9 (missed by 0.4), the worst of 2 slices; 40 examples"
            );
        ended.Evidence.ShouldHaveSingleItem().Slices!.Select(slice => slice.Value).ShouldBe(["north", "south"]);
    }

    [Fact]
    public async Task A_version_that_is_good_in_every_slice_is_moved()
    {
        await using var server = await StartAsync();

        var ended = await PromoteAsync(server, North, In("south", 0.9));

        ended.Phase.ShouldBe("Succeeded");
        ended
            .Gates.Single(gate => gate.Kind == "slices")
            .Message.ShouldBe(
                "accuracy where region is south = 0.9; required ≥ 0.9, the worst of 2 slices; 40 examples"
            );
    }

    [Fact]
    public async Task Slices_that_cannot_be_kept_are_refused_and_the_work_stays_to_be_done()
    {
        await using var server = await StartAsync();
        await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 1));
        var worker = new FakeWorker(server);
        var work = await worker.GetWorkAsync();
        var measured = worker.Measured(work, ("accuracy", 0.99));
        IReadOnlyList<SliceDto>[] refused =
        [
            [.. Enumerable.Range(0, Slice.Most + 1).Select(i => In($"{i}", 1))],
            [North with { Examples = -1 }],
            [North with { Value = "a\0b" }],
            [North with { Column = "" }],
        ];

        foreach (var slices in refused)
        {
            var answer = await worker.AnswerAsync(With(measured, slices), work);
            answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("slices");
        }

        (await worker.AnswerAsync(With(measured, [North]), work)).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<TestServer> StartAsync()
    {
        var server = await Registry.StartAsync(1);
        await server.Api.Policy.ApplyAsync(Policy);
        return server;
    }

    private static async Task<PromotionDto> PromoteAsync(TestServer server, params SliceDto[] slices)
    {
        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 1));
        var worker = new FakeWorker(server);
        var work = await worker.GetWorkAsync();
        await worker.AnswerAsync(With(worker.Measured(work, ("accuracy", 0.95)), slices), work);
        return await server.EndOfAsync(asked.Id);
    }

    private static Protocol.Work.OutcomeDto With(Protocol.Work.OutcomeDto measured, IReadOnlyList<SliceDto> slices) =>
        measured with
        {
            Measurement = measured.Measurement! with { Slices = slices },
        };

    private static SliceDto In(string region, double accuracy) =>
        new("region", region, 40, new Dictionary<string, double> { ["accuracy"] = accuracy });
}
