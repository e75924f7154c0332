using System.Net;

namespace Gradus.Server.Tests.Http;

public sealed class OriginGuardTests
{
    [Trait("Abuse", "26")]
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.168.0.1")]
    [InlineData("localhost.evil.example")]
    public async Task A_request_that_names_another_host_is_refused(string host)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync("GET", "/api/v1/stages", content: null, ("Host", host));

        answer.ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden").Detail!.ShouldContain(host.Split(':')[0]);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:5000")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:5000")]
    public async Task A_request_that_names_this_machine_is_answered(string host)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync("GET", "/api/v1/stages", content: null, ("Host", host));

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
    }

    [Trait("Abuse", "27")]
    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost")]
    public async Task A_write_from_a_page_of_another_origin_is_refused_and_changes_nothing(string origin)
    {
        await using var server = await TestServer.StartAsync();

        using var body = new StringContent("""{"name":"m"}""", null, "application/json");
        var write = await server.SendAsync("POST", "/api/v1/models", body, ("Origin", origin));
        var delete = await server.SendAsync("DELETE", "/api/v1/stages/Staging", content: null, ("Origin", origin));

        write.ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");
        delete.ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");
        (await server.SendAsync("GET", "/api/v1/models/m")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.Api.Stages.ListAsync()).Stages.Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_write_from_the_servers_own_page_is_carried_out()
    {
        await using var server = await TestServer.StartAsync();
        var own = server.Address.GetLeftPart(UriPartial.Authority);

        using var body = new StringContent("""{"name":"m"}""", null, "application/json");
        var answer = await server.SendAsync("POST", "/api/v1/models", body, ("Origin", own));

        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
    }

    [Fact]
    public async Task No_answer_lets_other_origins_read_it()
    {
        await using var server = await TestServer.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/stages");
        request.Headers.Add("Origin", "http://evil.example");
        using var answer = await server.Http.SendAsync(request);

        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }
}
