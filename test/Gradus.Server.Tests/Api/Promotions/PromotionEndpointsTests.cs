using System.Net;
using Gradus.Protocol.Client;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Stages;
using Gradus.Server.Tests.Promotions;

namespace Gradus.Server.Tests.Api.Promotions;

public sealed class PromotionEndpointsTests
{
    [Theory]
    [InlineData("""{"stage":"Staging"}""", "invalid", "'version', or 'best'")]
    [InlineData("""{"stage":"Staging","version":1,"best":"accuracy"}""", "invalid", "not both")]
    [InlineData("""{"stage":"Staging","best":"accuracy"}""", "invalid", "name a data set")]
    [InlineData("""{"stage":"Staging","best":"","dataset":"holdout"}""", "invalid", "must name a metric")]
    [InlineData("""{"stage":"Staging","version":1,"require":["accuracy>=0.9"]}""", "invalid", "name a data set")]
    [InlineData(
        """{"stage":"Staging","version":1,"dataset":"holdout","require":["accuracy=0.9"]}""",
        "invalid",
        "'accuracy=0.9'"
    )]
    [InlineData(
        """{"stage":"Staging","version":1,"dataset":"holdout","require":["accuracy>=NaN"]}""",
        "invalid",
        "not understood"
    )]
    [InlineData(
        """{"stage":"Staging","version":1,"dataset":"holdout","require":[null]}""",
        "invalid",
        "not understood"
    )]
    [InlineData(
        """{"stage":"Staging","version":1,"dataset":"holdout","require":["accuraci>=0.9"]}""",
        "invalid",
        "'accuraci' is not measured on data sets. Did you mean 'accuracy'?"
    )]
    [InlineData(
        """{"stage":"Staging","best":"accurcy","dataset":"holdout"}""",
        "invalid",
        "'accurcy' is not measured on data sets. Did you mean 'accuracy'?"
    )]
    [InlineData("""{"stage":"Staging","version":1,"timeout_seconds":0}""", "invalid", "timeout_seconds")]
    [InlineData("""{"stage":"Staging","version":1,"memory_bytes":1}""", "invalid", "memory_bytes")]
    [InlineData("""{"stage":"","version":1}""", "invalid", "Stage is required.")]
    [InlineData("""{"version":1}""", "invalid", "Stage is required.")]
    [InlineData("""{"stage":"None","version":1}""", "invalid", "versions start there")]
    [InlineData("""{"stage":"production","version":1}""", "stage_not_found", "Did you mean 'Production'?")]
    [InlineData("""{"stage":"Staging","version":7}""", "version_not_found", "Version 7 of registered model 'm'")]
    [InlineData("""{"stage":"Staging","version":1,"dataset":"nope"}""", "dataset_not_found", "'nope'")]
    [InlineData("""{"stage":"Staging","version":1,"dataset":"\u0000"}""", "dataset_not_found", "Data set")]
    [InlineData("""{"stage":"Staging","version":1,"reason":"\u0000"}""", "invalid", "reason")]
    public async Task A_request_that_makes_no_sense_is_refused_before_anything_is_written(
        string json,
        string code,
        string words
    )
    {
        await using var server = await Registry.StartAsync(1);

        var answer = await server.SendAsync("POST", "/api/v1/models/m/promotions", json);

        var status = code == "invalid" ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound;
        answer.ShouldBeRefused(status, code).Detail!.ShouldContain(words);
        (await server.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
    }

    [Fact]
    public async Task More_requirements_than_a_hundred_are_refused()
    {
        await using var server = await Registry.StartAsync(1);

        var refusal = await Should.ThrowAsync<GradusException>(() =>
            server.AskAsync(1, require: [.. Enumerable.Repeat("accuracy>=0.9", 101)])
        );

        refusal.Code.ShouldBe("invalid");
    }

    [Fact]
    public async Task A_promotion_is_accepted_with_its_address_and_its_terms()
    {
        await using var server = await Registry.StartAsync(1);
        using var body = new StringContent(
            """{"stage":"Staging","version":1,"dataset":"holdout","require":["accuracy>=0.9"],"reason":"Release 7."}""",
            null,
            "application/json"
        );
        body.Headers.Add("Gradus-Actor", "ada");

        using var answer = await server.Http.PostAsync("/api/v1/models/m/promotions", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var promotion = await server.Api.Promotions.GetAsync(answer.Headers.Location!.OriginalString.Split('/')[^1]);
        (promotion.Model, promotion.Version, promotion.Stage).ShouldBe(("m", 1, "Staging"));
        (promotion.Dataset, promotion.Reason, promotion.Open).ShouldBe(("holdout", "Release 7.", true));
        promotion.DatasetDigest.ShouldBe((await server.Api.Datasets.GetAsync("holdout")).Digest);
        promotion.Require.ShouldBe(["accuracy>=0.9"]);
    }

    [Fact]
    public async Task Only_one_may_be_open_for_a_model_a_version_and_a_stage()
    {
        await using var server = await Registry.StartAsync(2);
        var first = await server.AskAsync(1, require: ["accuracy>=0.9"]);

        var twin = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var onOtherTerms = await Should.ThrowAsync<GradusException>(() =>
            server.AskAsync(1, require: ["f1_macro>=0.9"])
        );
        var otherVersion = await server.AskAsync(2, require: ["accuracy>=0.9"]);
        var otherStage = await server.AskAsync(1, "Production", require: ["accuracy>=0.9"]);
        await server.Api.Promotions.CancelAsync(first.Id);
        var afterwards = await server.AskAsync(1, require: ["accuracy>=0.9"]);

        twin.Id.ShouldBe(first.Id);
        (onOtherTerms.Code, onOtherTerms.Problem.Subject).ShouldBe(("conflict", first.Id));
        new[] { otherVersion, otherStage, afterwards }.ShouldAllBe(promotion => promotion.Open);
    }

    [Fact]
    public async Task Forty_clients_asking_for_the_same_open_one_promotion()
    {
        await using var server = await Registry.StartAsync(1);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => server.AskAsync(1, require: ["accuracy>=0.9"]))
        );

        var open = (await server.Api.Promotions.ListAsync(onlyOpen: true)).Promotions.ShouldHaveSingleItem();
        answers.ShouldAllBe(answer => answer.Id == open.Id);
    }

    [Fact]
    public async Task Concurrent_promotions_to_a_stage_that_holds_one_all_succeed_and_leave_one_holder()
    {
        await using var server = await Registry.StartAsync(8);
        await server.Api.Stages.UpdateAsync("Production", new UpdateStageDto(Occupancy: "one"));

        var asked = await Task.WhenAll(
            Enumerable
                .Range(1, 8)
                .Select(version =>
                    server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", Version: version))
                )
        );
        var ended = await Task.WhenAll(asked.Select(promotion => server.EndOfAsync(promotion.Id)));

        ended.ShouldAllBe(promotion => promotion.Phase == "Succeeded");
        (await server.Api.History.GetHoldersAsync("m", "Production")).Holders.Count.ShouldBe(1);
        var moves = (await server.Api.History.ListAsync("m", stage: "Production")).Transitions;
        moves.Count(t => t.To == "Production").ShouldBe(8);
        moves.Count(t => t.From == "Production").ShouldBe(7);
    }

    [Fact]
    public async Task A_cancelled_promotion_moves_nothing_even_if_its_measurement_passes()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var work = await worker.GetWorkAsync();

        var cancelled = await server.Api.Promotions.CancelAsync(asked.Id);
        await worker.MeasureAsync(work, ("accuracy", 0.99));
        await Task.Delay(300);

        (cancelled.Phase, cancelled.Open).ShouldBe(("Cancelled", false));
        cancelled.Outcome.ShouldBe("Cancelled by anonymous.");
        (await server.Api.Promotions.GetAsync(asked.Id)).Phase.ShouldBe("Cancelled");
        (await server.StageOfAsync(1)).ShouldBe("None");
    }

    [Fact]
    public async Task What_has_ended_cannot_be_cancelled()
    {
        await using var server = await Registry.StartAsync(1);
        var asked = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 1));
        await server.EndOfAsync(asked.Id);

        var answer = await server.SendAsync("POST", $"/api/v1/promotions/{asked.Id}/cancel");

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain("is Succeeded");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "?wait_seconds=1&revision=1")]
    [InlineData("POST", "/cancel")]
    public async Task An_unknown_promotion_is_named_in_the_refusal(string method, string rest)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync(method, $"/api/v1/promotions/nope{rest}");

        answer
            .ShouldBeRefused(HttpStatusCode.NotFound, "promotion_not_found")
            .Detail.ShouldBe("Promotion 'nope' does not exist.");
    }

    [Fact]
    public async Task A_client_that_waits_hears_of_the_next_change_at_once()
    {
        await using var server = await Registry.StartAsync(1);
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var work = await worker.GetWorkAsync();
        var seen = await server.Api.Promotions.GetAsync(asked.Id);

        var waiting = server.Api.Promotions.GetChangedAsync(asked.Id, seen.Revision, TimeSpan.FromSeconds(25));
        await Task.Delay(300);
        waiting.IsCompleted.ShouldBeFalse();
        await worker.MeasureAsync(work, ("accuracy", 0.95));
        var changed = await waiting.WaitAsync(TimeSpan.FromSeconds(20));

        changed.Revision.ShouldBeGreaterThan(seen.Revision);
    }

    [Fact]
    public async Task A_wait_in_which_nothing_happens_answers_what_was_known()
    {
        await using var server = await Registry.StartAsync(1);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        await new FakeWorker(server).GetWorkAsync();
        var seen = await server.Api.Promotions.GetAsync(asked.Id);

        var same = await server.Api.Promotions.GetChangedAsync(asked.Id, seen.Revision, TimeSpan.FromSeconds(1));

        (same.Revision, same.Open).ShouldBe((seen.Revision, true));
    }

    [Theory]
    [InlineData("wait_seconds=-1")]
    [InlineData("wait_seconds=31")]
    [InlineData("wait_seconds=long")]
    [InlineData("revision=x")]
    public async Task An_odd_wait_is_refused(string query)
    {
        await using var server = await TestServer.StartAsync();

        (await server.SendAsync("GET", $"/api/v1/promotions/x?{query}")).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalid"
        );
    }

    [Fact]
    public async Task Promotions_are_listed_newest_first_by_model_stage_and_whether_they_are_open_page_by_page()
    {
        await using var server = await Registry.StartAsync(3);
        var ids = new List<string>();
        foreach (var (version, stage) in new[] { (1, "Staging"), (2, "Staging"), (3, "Staging"), (3, "Production") })
        {
            ids.Add((await server.AskAsync(version, stage, require: ["accuracy>=0.9"])).Id);
            await Task.Delay(3);
        }

        await server.Api.Promotions.CancelAsync(ids[0]);
        ids.Reverse();

        var first = await server.Api.Promotions.ListAsync("m", maxResults: 3);
        var second = await server.Api.Promotions.ListAsync("m", maxResults: 3, pageToken: first.NextPageToken);
        var open = await server.Api.Promotions.ListAsync("m", stage: "Staging", onlyOpen: true);

        var ofThird = await server.Api.Promotions.ListAsync("m", version: 3);

        first.Promotions.Concat(second.Promotions).Select(p => p.Id).ShouldBe(ids);
        second.NextPageToken.ShouldBeNull();
        open.Promotions.Select(p => p.Version).ShouldBe([3, 2]);
        ofThird.Promotions.Select(p => p.Stage).ShouldBe(["Production", "Staging"]);
        (await server.Api.Promotions.ListAsync()).Promotions.Count.ShouldBe(4);
    }
}
