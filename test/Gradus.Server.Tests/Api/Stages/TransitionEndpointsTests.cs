using System.Net;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Api.Stages;

public sealed class TransitionEndpointsTests
{
    [Fact]
    public async Task A_move_is_recorded_with_who_when_from_to_why_and_by_which_request()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        using var body = new StringContent("""{"stage":"Staging","reason":"Looks good."}""", null, "application/json");
        await server.SendAsync("POST", "/api/v1/models/m/versions/1/transitions", body, ("Gradus-Actor", "ada"));

        var recorded = (await server.Api.History.ListAsync("m")).Transitions[0];
        recorded.Actor.ShouldBe("ada");
        recorded.Reason.ShouldBe("Looks good.");
        (recorded.From, recorded.To, recorded.Version).ShouldBe(("None", "Staging", 1));
        recorded.RequestId.ShouldNotBeNullOrEmpty();
        recorded.Promotion.ShouldBeNull();
    }

    [Fact]
    public async Task Archiving_the_existing_moves_them_in_the_same_request_and_says_so()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await server.RegisterAsync("m", $"{i}");
        }

        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Production"));
        await server.Api.Versions.TransitionAsync("m", 2, new TransitionRequestDto("Production"));

        var moved = await server.Api.Versions.TransitionAsync("m", 3, new TransitionRequestDto("Production", true));

        moved.Version.Stage.ShouldBe("Production");
        moved
            .Transitions.Select(t => (t.Version, t.To, t.DisplacedBy))
            .ShouldBe([(3, "Production", null), (1, "Archived", 3), (2, "Archived", 3)]);
        moved.Transitions.Select(t => t.RequestId).Distinct().Count().ShouldBe(1);
        (await server.Api.Versions.GetAsync("m", 1)).Stage.ShouldBe("Archived");
    }

    [Fact]
    public async Task A_move_to_where_the_version_is_already_changes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));

        var again = await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));

        again.Transitions.ShouldBeEmpty();
        (await server.Api.History.ListAsync("m")).Transitions.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Archived")]
    public async Task Archiving_others_on_the_way_to_an_inactive_stage_is_refused(string stage)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/versions/1/transitions",
            $$"""{"stage":"{{stage}}","archive_existing_versions":true}"""
        );

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        (await server.Api.Versions.GetAsync("m", 1)).Stage.ShouldBe("Staging");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"stage":""}""")]
    [InlineData("""{"stage":null}""")]
    [InlineData("""{"stage":"Staging","reason":"\u0000"}""")]
    [InlineData("""{"stage":"Staging","archive_existing_versions":"yes"}""")]
    public async Task What_is_no_move_is_refused(string json)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        var answer = await server.SendAsync("POST", "/api/v1/models/m/versions/1/transitions", json);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        (await server.Api.Versions.GetAsync("m", 1)).Stage.ShouldBe("None");
    }

    [Fact]
    public async Task A_reason_of_more_than_ten_thousand_characters_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        var reason = new string('r', 10_001);

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/versions/1/transitions",
            $$"""{"stage":"Staging","reason":"{{reason}}"}"""
        );

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("reason");
    }

    [Fact]
    public async Task Where_a_stage_holds_one_the_newcomer_displaces_the_holder_without_being_asked()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.RegisterAsync("m", "two");
        await server.Api.Stages.UpdateAsync("Production", new UpdateStageDto(Occupancy: "one"));
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Production"));

        await server.Api.Versions.TransitionAsync("m", 2, new TransitionRequestDto("Production"));

        var holders = await server.Api.History.GetHoldersAsync("m", "Production");
        holders.Holders.Single().Version.ShouldBe(2);
        (await server.Api.Versions.GetAsync("m", 1)).Stage.ShouldBe("Archived");
    }

    [Trait("Abuse", "35")]
    [Fact]
    public async Task Thirty_clients_at_once_leave_one_holder_and_a_history_without_a_gap()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 8; i++)
        {
            await server.RegisterAsync("m", $"{i}");
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, 240)
                .Select(i =>
                    server.Api.Versions.TransitionAsync("m", (i % 8) + 1, new TransitionRequestDto("Production", true))
                )
        );

        (await server.Api.History.GetHoldersAsync("m", "Production")).Holders.Count.ShouldBe(1);
        var history = (await server.Api.History.ListAsync("m", maxResults: 1000)).Transitions;
        foreach (var version in history.GroupBy(t => t.Version))
        {
            var inOrder = version.OrderBy(t => t.Id).ToList();
            inOrder.Skip(1).Select(t => t.From).ShouldBe(inOrder.SkipLast(1).Select(t => t.To));
        }
    }
}
