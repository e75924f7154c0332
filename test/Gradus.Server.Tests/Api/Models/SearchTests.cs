using System.Net;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Api.Models;

public sealed class SearchTests
{
    [Fact]
    public async Task Models_are_found_by_a_filter_in_an_order_page_by_page()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var name in new[] { "churn-a", "fraud", "churn-c", "churn-b" })
        {
            await server.Api.Models.CreateAsync(new CreateModelDto(name));
        }

        var query = new SearchQuery("name LIKE 'churn%'", ["name DESC"], MaxResults: 2);
        var first = await server.Api.Models.ListAsync(query);
        var second = await server.Api.Models.ListAsync(query with { PageToken = first.NextPageToken });

        first.Models.Select(model => model.Name).ShouldBe(["churn-c", "churn-b"]);
        second.Models.Select(model => model.Name).ShouldBe(["churn-a"]);
        second.NextPageToken.ShouldBeNull();
    }

    [Fact]
    public async Task Versions_are_found_in_one_model_or_in_all_by_stage_and_tag()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("a", "1");
        await server.RegisterAsync("a", "2");
        await server.RegisterAsync("b", "3");
        await server.Api.Versions.TransitionAsync("a", 2, new TransitionRequestDto("Staging"));
        await server.Api.Versions.TransitionAsync("b", 1, new TransitionRequestDto("Staging"));
        await server.Api.Versions.SetTagAsync("b", 1, "team", "risk");

        var ofAll = await server.Api.Versions.ListAsync(null, new SearchQuery("stage = 'Staging'", ["name"]));
        var ofOne = await server.Api.Versions.ListAsync("a", new SearchQuery());
        var tagged = await server.Api.Versions.ListAsync(null, new SearchQuery("tags.team = 'risk'"));

        ofAll.Versions.Select(v => (v.Model, v.Version)).ShouldBe([("a", 2), ("b", 1)]);
        ofOne.Versions.Select(v => v.Version).ShouldBe([1, 2], ignoreOrder: true);
        tagged.Versions.Single().Model.ShouldBe("b");
    }

    [Theory]
    [InlineData("models", "name = ", 1)]
    [InlineData("models", "name == 'a'", 1)]
    [InlineData("models", "name = 'a' OR name = 'b'", 12)]
    [InlineData("models", "colour = 'a'", 1)]
    [InlineData("models", "name = 'a", 1)]
    [InlineData("versions", "stage = Production", 1)]
    [InlineData("versions", "name = 'a' AND colour = 'b'", 16)]
    [InlineData("versions", "name = 'a'; DROP TABLE versions", 11)]
    public async Task A_filter_that_is_wrong_is_refused_with_the_position(string what, string filter, int position)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync("GET", $"/api/v1/{what}?filter={Uri.EscapeDataString(filter)}");

        var problem = answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        problem.Detail!.ShouldContain($"position {position}");
    }

    [Theory]
    [InlineData("models", "order_by=colour")]
    [InlineData("models", "order_by=name%20SIDEWAYS")]
    [InlineData("versions", "max_results=0")]
    [InlineData("versions", "max_results=1001")]
    [InlineData("versions", "max_results=some")]
    [InlineData("models/m/versions", "page_token=forged")]
    [InlineData("models", "filter=%00")]
    public async Task An_odd_order_size_or_token_is_refused(string what, string query)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "1");

        (await server.SendAsync("GET", $"/api/v1/{what}?{query}")).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalid"
        );
    }

    [Fact]
    public async Task A_page_token_belongs_to_its_own_search_only()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "1");
        await server.RegisterAsync("m", "2");
        var token = (await server.Api.Versions.ListAsync("m", new SearchQuery(MaxResults: 1))).NextPageToken;

        foreach (var other in new[] { "versions?", "models?", "models/m/versions?filter=version_number%3D2&" })
        {
            var answer = await server.SendAsync("GET", $"/api/v1/{other}page_token={token}");
            answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("page_token");
        }
    }

    [Fact]
    public async Task A_hundred_kilobytes_of_filter_are_answered_or_refused_in_a_moment()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "1");
        var many = string.Join(" AND ", Enumerable.Repeat("name = 'm'", 4_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var answer = await server.SendAsync("GET", $"/api/v1/models?filter={Uri.EscapeDataString(many)}");

        ((int)answer.Status).ShouldBeLessThan(500, answer.Text);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }
}
