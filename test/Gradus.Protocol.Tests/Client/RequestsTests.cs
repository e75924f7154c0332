using System.Net.Http.Headers;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Testing;

namespace Gradus.Protocol.Tests.Client;

public sealed class RequestsTests
{
    private const string Version = """
        {"model":"m","version":3,"stage":"None","status":"ready","description":"","source":"","created_by":"ann",
         "created_at":1,"updated_at":1,"tags":[],"aliases":[]}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_is_one_encoded_segment_whatever_is_in_it()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("PUT /api/v1/models/a%20b%3Fc%23d%25%C3%A9/tags/team%2Fowner", 204);
        using var client = new GradusClient(server.Address);

        await client.Models.SetTagAsync("a b?c#d%é", "team/owner", "x", Cancel);

        server.Requests.Single().Body.ShouldBe("""{"value":"x"}""");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_name_that_would_lead_to_another_route_is_never_sent(string name)
    {
        await using var server = await FakeServer.StartAsync();
        using var client = new GradusClient(server.Address);

        var refusal = await Should.ThrowAsync<GradusException>(() => client.Models.DeleteAsync(name, Cancel));

        refusal.Code.ShouldBe("invalid");
        server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_search_sends_only_what_was_asked_for()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "GET /api/v1/models/m/versions?filter=name%20%3D%20%27a%26b%27&order_by=a%20DESC&order_by=b&max_results=5",
            $$"""{"versions":[{{Version}}],"next_page_token":"t"}"""
        );
        using var client = new GradusClient(server.Address);

        var page = await client.Versions.ListAsync("m", new SearchQuery("name = 'a&b'", ["a DESC", "b"], 5), Cancel);

        page.Versions.Single().Version.ShouldBe(3);
        page.NextPageToken.ShouldBe("t");
    }

    [Fact]
    public async Task Every_request_says_who_asks_and_with_what_right()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/models/m/versions/3", Version);
        using var client = new GradusClient(
            new GradusClientOptions(server.Address, "Ånn", new AuthenticationHeaderValue("Bearer", "t0ken"))
        );

        await client.Versions.GetAsync("m", 3, Cancel);

        var headers = server.Requests.Single().Headers;
        headers["Gradus-Actor"].ShouldBe("Ånn");
        headers["Authorization"].ShouldBe("Bearer t0ken");
    }

    [Fact]
    public async Task A_path_in_the_address_is_kept_as_a_prefix()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /registry/api/v1/models/m/versions/3", Version);
        using var client = new GradusClient(new Uri(server.Address, "/registry/"));

        (await client.Versions.GetAsync("m", 3, Cancel)).Model.ShouldBe("m");
    }

    [Fact]
    public async Task What_is_absent_is_not_sent()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("POST /api/v1/models/m/versions", Version, 201);
        using var client = new GradusClient(server.Address);

        await client.Versions.CreateAsync("m", new CreateVersionDto(Source: "s3://b/m"), Cancel);

        server.Requests.Single().Body.ShouldBe("""{"source":"s3://b/m"}""");
    }

    [Fact]
    public async Task A_promotion_is_watched_until_it_has_ended()
    {
        await using var server = await FakeServer.StartAsync();
        var answers = new Queue<string>([Promotion(1, "Pending"), Promotion(2, "Gating"), Promotion(3, "Succeeded")]);
        for (var revision = 1; revision <= 2; revision++)
        {
            server.On(
                $"GET /api/v1/promotions/p1?wait_seconds=20&revision={revision}",
                context =>
                {
                    context.Response.ContentType = "application/json";
                    return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(
                        context.Response,
                        answers.Dequeue()
                    );
                }
            );
        }

        server.On("GET /api/v1/promotions/p1", Promotion(1, "Pending"));
        using var client = new GradusClient(server.Address);

        var phases = new List<string>();
        var first = await client.Promotions.GetAsync("p1", Cancel);
        await foreach (var promotion in client.Promotions.WatchAsync(first, Cancel))
        {
            phases.Add(promotion.Phase);
        }

        phases.ShouldBe(["Pending", "Pending", "Gating", "Succeeded"]);
    }

    private static string Promotion(int revision, string phase) =>
        $$"""
            {"id":"p1","model":"m","stage":"Production","phase":"{{phase}}","revision":{{revision}},
             "open":{{(phase == "Succeeded" ? "false" : "true")}},"outcome":"","require":[],"reason":"","actor":"ann",
             "request_id":"r","created_at":1,"updated_at":1,"candidates":[],"gates":[],"unmet":[],"evidence":[]}
            """;
}
