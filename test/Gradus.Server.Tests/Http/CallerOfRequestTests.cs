using System.Net;
using System.Text;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Http;

public sealed class CallerOfRequestTests
{
    [Theory]
    [InlineData("Gradus-Actor", "ada", "ada")]
    [InlineData("Authorization", "Basic YWRhOnNlY3JldA==", "ada")]
    [InlineData("Authorization", "Bearer abc", "anonymous")]
    [InlineData("Gradus-Actor", "", "anonymous")]
    public async Task Who_asks_is_what_the_client_says_or_nobody(string header, string value, string actor)
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/v1/models", """{"name":"m"}""");

        using var body = new StringContent("""{"source":"s3://b/1"}""", Encoding.UTF8, "application/json");
        var answer = await server.SendAsync("POST", "/api/v1/models/m/versions", body, (header, value));

        answer.Status.ShouldBe(HttpStatusCode.Created);
        (await server.Api.Versions.GetAsync("m", 1)).CreatedBy.ShouldBe(actor);
        TransitionDto recorded = (await server.Api.History.ListAsync("m")).Transitions.Single();
        recorded.Actor.ShouldBe(actor);
    }

    [Fact]
    public async Task An_overlong_name_is_nobody()
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/v1/models", """{"name":"m"}""");

        using var body = new StringContent("""{"source":"s3://b/1"}""", Encoding.UTF8, "application/json");
        await server.SendAsync("POST", "/api/v1/models/m/versions", body, ("Gradus-Actor", new string('a', 201)));

        (await server.Api.Versions.GetAsync("m", 1)).CreatedBy.ShouldBe("anonymous");
    }

    [Fact]
    public async Task Every_answer_tells_its_request_id_and_a_refusal_tells_the_same_one()
    {
        await using var server = await TestServer.StartAsync();

        using var good = await server.Http.GetAsync("/api/v1/stages");
        using var bad = await server.Http.GetAsync("/api/v1/models/nope");

        good.Headers.GetValues("X-Request-Id").Single().Length.ShouldBe(32);
        var id = bad.Headers.GetValues("X-Request-Id").Single();
        (await bad.Content.ReadAsStringAsync()).ShouldContain($"\"request_id\":\"{id}\"");
    }
}
