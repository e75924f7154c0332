using System.Net;
using Gradus.Protocol.Stages;
using Microsoft.Extensions.Time.Testing;

namespace Gradus.Server.Tests.Api.Stages;

public sealed class HistoryEndpointsTests
{
    [Fact]
    public async Task Who_was_in_a_stage_at_a_time_is_answered_for_any_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        await using var server = await TestServer.StartAsync(time);
        await server.RegisterAsync("m", "one");
        await server.RegisterAsync("m", "two");
        var before = time.GetUtcNow();
        time.Advance(TimeSpan.FromHours(1));
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Production"));
        var first = time.GetUtcNow();
        time.Advance(TimeSpan.FromHours(1));
        await server.Api.Versions.TransitionAsync("m", 2, new TransitionRequestDto("Production", true));
        time.Advance(TimeSpan.FromHours(1));
        await server.Api.Versions.DeleteAsync("m", 2);

        (await HoldersAsync(server, before)).ShouldBeEmpty();
        (await HoldersAsync(server, first)).ShouldBe([1]);
        (await HoldersAsync(server, first + TimeSpan.FromMinutes(59))).ShouldBe([1]);
        (await HoldersAsync(server, first + TimeSpan.FromHours(1))).ShouldBe([2]);
        (await HoldersAsync(server, null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_in_a_stage_now_is_not_asked_of_the_servers_clock()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        await using var server = await TestServer.StartAsync(time);
        await server.RegisterAsync("m", "one");
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Production"));
        var moved = time.GetUtcNow();

        // As on a server whose clock is behind that of the one which moved the version.
        time.AdjustTime(moved - TimeSpan.FromSeconds(5));
        (await HoldersAsync(server, null)).ShouldBe([1]);
        (await HoldersAsync(server, moved - TimeSpan.FromSeconds(5))).ShouldBeEmpty();
        var now = await server.Api.History.GetHoldersAsync("m", "Production");
        now.At.ShouldBe(moved.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task History_is_answered_newest_first_by_version_and_by_stage()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.RegisterAsync("m", "two");
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Production"));

        (await server.Api.History.ListAsync("m", version: 1))
            .Transitions.Select(t => t.To)
            .ShouldBe(["Production", "Staging", "None"]);
        (await server.Api.History.ListAsync("m", stage: "Staging"))
            .Transitions.Select(t => (t.From, t.To))
            .ShouldBe([("Staging", "Production"), ("None", "Staging")]);
    }

    [Fact]
    public async Task Pages_tell_all_of_it_once_while_it_grows()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        foreach (var stage in new[] { "Staging", "Production", "Staging", "Production" })
        {
            await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto(stage));
        }

        var seen = new List<TransitionDto>();
        string? token = null;
        do
        {
            var page = await server.Api.History.ListAsync("m", maxResults: 2, pageToken: token);
            seen.AddRange(page.Transitions);
            token = page.NextPageToken;
            await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Archived"));
            await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("None"));
        } while (token is not null);

        seen.Select(t => t.To).ShouldBe(["Production", "Staging", "Production", "Staging", "None"]);
        seen.Select(t => t.Id).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task A_page_token_of_another_search_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.RegisterAsync("other", "one");
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));
        var token = (await server.Api.History.ListAsync("m", maxResults: 1)).NextPageToken;

        foreach (
            var path in new[]
            {
                $"/api/v1/models/other/history?page_token={token}",
                $"/api/v1/models/m/history?version=1&page_token={token}",
                $"/api/v1/models/m/history?stage=None&page_token={token}",
                $"/api/v1/promotions?page_token={token}",
                $"/api/v1/models/m/promotions?page_token={token}",
            }
        )
        {
            var answer = await server.SendAsync("GET", path);
            answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("page_token");
        }
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("%00")]
    [InlineData("-1")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("eyJvZmZzZXQiOjF9")]
    public async Task A_forged_page_token_is_refused(string token)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        foreach (var path in new[] { "/api/v1/models/m/history", "/api/v1/promotions" })
        {
            var answer = await server.SendAsync("GET", $"{path}?page_token={token}");
            answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        }
    }

    [Theory]
    [InlineData("history?max_results=0", "max_results")]
    [InlineData("history?max_results=-1", "max_results")]
    [InlineData("history?max_results=1001", "max_results")]
    [InlineData("history?max_results=99999999999", "max_results")]
    [InlineData("history?max_results=many", "max_results")]
    [InlineData("history?version=x", "version")]
    [InlineData("stages/Production/holders?at=yesterday", "at")]
    [InlineData("stages/Production/holders?at=-1", "at")]
    [InlineData("stages/Production/holders?at=9223372036854775807", "at")]
    [InlineData("promotions?max_results=501", "max_results")]
    [InlineData("promotions?open=maybe", "open")]
    [InlineData("promotions?opne=true", "opne")]
    [InlineData("history?model=other", "model")]
    [InlineData("versions?stage=Production", "stage")]
    [InlineData("promotions?stage=Nowhere", "Nowhere", "stage_not_found", HttpStatusCode.NotFound)]
    [InlineData("history?stage=Nowhere", "Nowhere", "stage_not_found", HttpStatusCode.NotFound)]
    public async Task A_query_that_makes_no_sense_is_refused_by_its_name(
        string query,
        string field,
        string code = "invalid",
        HttpStatusCode status = HttpStatusCode.BadRequest
    )
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        var answer = await server.SendAsync("GET", $"/api/v1/models/m/{query}");

        var problem = answer.ShouldBeRefused(status, code);
        problem.Subject.ShouldBe(field);
        problem.Detail!.ShouldContain(field);
    }

    [Fact]
    public async Task An_unknown_stage_is_refused_and_a_deleted_one_is_still_known_by_its_history()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.Api.Stages.CreateAsync(new CreateStageDto("Canary"));
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Canary"));
        var then = DateTimeOffset.FromUnixTimeMilliseconds((await server.Api.History.ListAsync("m")).Transitions[0].At);
        await Task.Delay(5);
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));
        await server.Api.Stages.DeleteAsync("Canary");

        (await server.Api.History.GetHoldersAsync("m", "Canary", then)).Holders.Single().Version.ShouldBe(1);
        (await server.Api.History.GetHoldersAsync("m", "Canary")).Holders.ShouldBeEmpty();
        var answer = await server.SendAsync("GET", "/api/v1/models/m/stages/Canery/holders");
        answer.ShouldBeRefused(HttpStatusCode.NotFound, "stage_not_found").Subject.ShouldBe("Canery");
    }

    private static async Task<IEnumerable<int>> HoldersAsync(TestServer server, DateTimeOffset? at) =>
        (await server.Api.History.GetHoldersAsync("m", "Production", at)).Holders.Select(t => t.Version);
}
