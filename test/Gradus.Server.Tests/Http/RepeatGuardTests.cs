using System.Net;
using System.Net.Sockets;
using System.Text;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Server.Http.Repeats;

namespace Gradus.Server.Tests.Http;

/// <summary>Requests that are sent more than once under one Idempotency-Key.</summary>
public sealed class RepeatGuardTests
{
    private const string Models = "/api/v1/models";

    [Fact]
    public async Task Who_sends_it_again_gets_the_first_answer_and_nothing_is_done_twice()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));

        using var first = await SendAsync(server, $"{Models}/m/versions", """{"source":"s3://b/m"}""", "k");
        using var again = await SendAsync(server, $"{Models}/m/versions", """{"source":"s3://b/m"}""", "k");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        first.Headers.Contains(RepeatGuard.RepeatedHeader).ShouldBeFalse();
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.GetValues(RepeatGuard.RepeatedHeader).ShouldBe(["true"]);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        again.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (await server.Api.Versions.ListAsync("m", new SearchQuery())).Versions.Count.ShouldBe(1);
    }

    [Trait("Abuse", "43")]
    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await SendAsync(server, Models, """{"name":"one"}""", "k");

        using var other = await SendAsync(server, Models, """{"name":"two"}""", "k");

        (await WireAnswer.ReadAsync(other))
            .ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid")
            .Subject.ShouldBe(RepeatGuard.KeyHeader);
        (await server.SendAsync("GET", $"{Models}/two")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_is_its_sender_s_own_and_its_route_s()
    {
        await using var server = await TestServer.StartAsync();
        using var ana = await SendAsync(server, Models, """{"name":"one"}""", "k", "ana");

        using var ben = await SendAsync(server, Models, """{"name":"two"}""", "k", "ben");
        using var elsewhere = await SendAsync(
            server,
            $"{Models}/one/versions",
            """{"source":"s3://b/m"}""",
            "k",
            "ana"
        );

        (ana.StatusCode, ben.StatusCode).ShouldBe((HttpStatusCode.Created, HttpStatusCode.Created));
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_was_refused_did_nothing_and_is_tried_anew()
    {
        await using var server = await TestServer.StartAsync();
        using var refused = await SendAsync(server, $"{Models}/m/versions", """{"source":"s3://b/m"}""", "k");
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));

        using var again = await SendAsync(server, $"{Models}/m/versions", """{"source":"s3://b/m"}""", "k");

        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Twins_at_once_get_one_answer()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(async _ =>
                {
                    using var answer = await SendAsync(
                        server,
                        $"{Models}/m/versions",
                        """{"source":"s3://b/m"}""",
                        "k"
                    );
                    return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
                })
        );

        answers.Distinct().ShouldHaveSingleItem().StatusCode.ShouldBe(HttpStatusCode.Created);
        (await server.Api.Versions.ListAsync("m", new SearchQuery())).Versions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_outlives_a_restart()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await SendAsync(server, Models, """{"name":"one"}""", "k");

        await server.RestartAsync();
        using var again = await SendAsync(server, Models, """{"name":"one"}""", "k");

        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Contains(RepeatGuard.RepeatedHeader).ShouldBeTrue();
    }

    [Fact]
    public async Task A_secret_is_not_answered_twice()
    {
        await using var server = await TestServer.StartAsAdministratorAsync();
        const string path = "/api/v1/tokens";
        using var first = await SendAsync(server, path, """{"user":"admin","description":"ci"}""", "k");

        using var again = await SendAsync(server, path, """{"user":"admin","description":"ci"}""", "k");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await WireAnswer.ReadAsync(again))
            .ShouldBeRefused(HttpStatusCode.Conflict, "conflict")
            .Detail!.ShouldStartWith("This was carried out already, as request ");
        (await server.Api.Tokens.ListAsync("admin")).Tokens.Count(token => token.Description == "ci").ShouldBe(1);
    }

    [Fact]
    public async Task MLflow_s_routes_take_it_too()
    {
        await using var server = await TestServer.StartAsync();
        const string path = "/api/2.0/mlflow/registered-models/create";

        using var first = await SendAsync(server, path, """{"name":"one"}""", "k");
        using var again = await SendAsync(server, path, """{"name":"one"}""", "k");
        using var without = await SendAsync(server, path, """{"name":"one"}""", null);

        (first.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        without.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("with\ta tab")]
    [InlineData("")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var server = await TestServer.StartAsync();

        using var answer = await SendAsync(server, Models, """{"name":"one"}""", key);
        using var tooLong = await SendAsync(server, Models, """{"name":"one"}""", new string('k', 256));

        (await WireAnswer.ReadAsync(answer)).ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        (await WireAnswer.ReadAsync(tooLong)).ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        (await server.SendAsync("GET", $"{Models}/one")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_that_is_sent_twice_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        // An HttpClient would join the two in one line.
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var stream = client.GetStream();
        var request =
            $"POST {Models} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nConnection: close\r\n"
            + "Idempotency-Key: k\r\nIdempotency-Key: k\r\n"
            + "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"name\":\"one\"}";

        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("Idempotency-Key is sent 2 times; send it once.");
        (await server.SendAsync("GET", $"{Models}/one")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Files_of_any_size_pass_by_and_no_endless_json_is_held_in_memory()
    {
        await using var server = await TestServer.StartAsync();
        var file = new byte[11 * 1024 * 1024];
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file));

        (await PutAsync(server, $"/api/v1/blobs/sha256:{digest}", file, null)).ShouldBe(HttpStatusCode.Created);
        (await PutAsync(server, $"/api/v1/blobs/sha256:{digest}", file, "application/json")).ShouldBe(
            HttpStatusCode.RequestEntityTooLarge
        );
    }

    [Fact]
    public async Task A_sender_who_has_gone_finds_out_later_what_came_of_it()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            using var gone = new CancellationTokenSource(i);
            try
            {
                using var lost = await SendAsync(
                    server,
                    Models,
                    $$"""{"name":"m-{{i}}"}""",
                    $"k-{i}",
                    cancel: gone.Token
                );
            }
            catch (OperationCanceledException)
            {
                // What is asked for once more below.
            }

            using var again = await SendAsync(server, Models, $$"""{"name":"m-{{i}}"}""", $"k-{i}");
            again.StatusCode.ShouldBe(HttpStatusCode.Created);
        }
    }

    private static async Task<HttpStatusCode> PutAsync(TestServer server, string path, byte[] bytes, string? type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add(RepeatGuard.KeyHeader, "k");
        request.Content.Headers.ContentType = type is null ? null : new(type);
        using var answer = await server.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        TestServer server,
        string path,
        string json,
        string? key,
        string? actor = null,
        CancellationToken cancel = default
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation(RepeatGuard.KeyHeader, key).ShouldBeTrue();
        }

        if (actor is not null)
        {
            request.Headers.Add("Gradus-Actor", actor);
        }

        return await server.Http.SendAsync(request, cancel);
    }
}
