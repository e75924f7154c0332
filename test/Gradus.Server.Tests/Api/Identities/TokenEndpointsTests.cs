using System.Net;
using Gradus.Core.Identities;
using Gradus.Data.Identities;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Identities;

namespace Gradus.Server.Tests.Api.Identities;

public sealed class TokenEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_secret_of_a_token_is_answered_once_and_lets_its_user_in()
    {
        await using var server = await StartAsync();
        var until = DateTimeOffset.UtcNow.AddDays(90).ToUnixTimeMilliseconds();

        using var answer = await server.SendRawAsync(
            HttpMethod.Post,
            "/api/v1/tokens",
            new StringContent(
                $$"""{"user":"ci","description":"Nightly.","actions":["read"],"models":["fraud-*"],"expires_at":{{until}}}""",
                null,
                "application/json"
            ),
            Cancellation,
            "ana"
        );

        var created = System.Text.Json.JsonSerializer.Deserialize(
            await answer.Content.ReadAsStringAsync(Cancellation),
            ProtocolJson.Default.CreatedTokenDto
        )!;
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var (token, secret) = created;
        (token.User, token.Description, token.CreatedBy, token.ExpiresAt).ShouldBe(("ci", "Nightly.", "admin", until));
        token.Actions.ShouldBe(["read"]);
        token.Models.ShouldBe(["fraud-*"]);
        (await WhoIsAsync(server, secret)).ShouldBe("ci");
        foreach (var path in new[] { answer.Headers.Location!.OriginalString, "/api/v1/tokens?everyone=true" })
        {
            var again = await server.SendAsync("GET", path);
            again.Text.ShouldContain(token.Id);
            again.Text.ShouldNotContain(secret);
        }
    }

    [Fact]
    public async Task Two_tokens_have_nothing_in_common()
    {
        await using var server = await StartAsync();

        var one = await server.Api.Tokens.CreateAsync(new CreateTokenDto("ana"));
        var other = await server.Api.Tokens.CreateAsync(new CreateTokenDto("ana"));

        one.Secret.ShouldNotBe(other.Secret);
        one.Token.Id.ShouldNotBe(other.Token.Id);
        one.Token.ExpiresAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_revoked_token_lets_nobody_in_and_the_others_do()
    {
        await using var server = await StartAsync();
        var kept = await server.Api.Tokens.CreateAsync(new CreateTokenDto("ana"));
        var lost = await server.Api.Tokens.CreateAsync(new CreateTokenDto("ana"));
        (await WhoIsAsync(server, lost.Secret)).ShouldBe("ana");

        var revoked = await server.Api.Tokens.RevokeAsync(lost.Token.Id);

        revoked.RevokedAt.ShouldNotBeNull();
        (await WhoIsAsync(server, lost.Secret)).ShouldStartWith("The token was revoked at ");
        (await WhoIsAsync(server, kept.Secret)).ShouldBe("ana");
    }

    [Fact]
    public async Task Everyone_makes_and_lists_their_own_without_saying_whose()
    {
        await using var server = await StartAsync();
        using var ana = server.ClientOf((await server.Api.Tokens.CreateAsync(new CreateTokenDto("ana"))).Secret);
        using var ci = server.ClientOf((await server.Api.Tokens.CreateAsync(new CreateTokenDto("ci"))).Secret);

        var own = await ana.Tokens.CreateAsync(new CreateTokenDto());
        await ci.Tokens.CreateAsync(new CreateTokenDto());

        own.Token.User.ShouldBe("ana");
        (await ana.Tokens.ListAsync()).Tokens.Select(token => token.User).ShouldBe(["ana", "ana"]);
        (await ana.Tokens.GetAsync(own.Token.Id)).User.ShouldBe("ana");
        (await server.Api.Tokens.ListAsync("ci")).Tokens.Count.ShouldBe(2);
        foreach (
            var others in (Func<Task>[])
                [
                    () => ana.Tokens.ListAsync("ci"),
                    () => ana.Tokens.ListAsync(everyone: true),
                    () => ana.Tokens.CreateAsync(new CreateTokenDto("ci")),
                    () => ci.Tokens.RevokeAsync(own.Token.Id),
                ]
        )
        {
            (await Should.ThrowAsync<GradusException>(others)).Status.ShouldBe(403);
        }

        var first = await server.Api.Tokens.ListAsync(everyone: true, maxResults: 3);
        var second = await server.Api.Tokens.ListAsync(everyone: true, maxResults: 3, pageToken: first.NextPageToken);
        second.Tokens.Count.ShouldBe(2);
        second.NextPageToken.ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"user":"ghost"}""", HttpStatusCode.NotFound, "record_not_found", "ghost")]
    [InlineData("""{"user":"a\u0000"}""", HttpStatusCode.BadRequest, "invalid", "name")]
    [InlineData("""{"user":"ana","actions":["write"]}""", HttpStatusCode.BadRequest, "invalid", "actions")]
    [InlineData("""{"user":"ana","actions":[null]}""", HttpStatusCode.BadRequest, "invalid", "actions")]
    [InlineData("""{"user":"ana","models":["a/b"]}""", HttpStatusCode.BadRequest, "invalid", "models")]
    [InlineData("""{"user":"ana","models":[""]}""", HttpStatusCode.BadRequest, "invalid", "models")]
    [InlineData("""{"user":"ana","description":"\u0000"}""", HttpStatusCode.BadRequest, "invalid", "description")]
    [InlineData("""{"user":"ana","expires_at":1}""", HttpStatusCode.BadRequest, "invalid", "expires_at")]
    [InlineData("""{"user":"ana","expires_at":-1}""", HttpStatusCode.BadRequest, "invalid", "expires_at")]
    [InlineData(
        """{"user":"ana","expires_at":9223372036854775807}""",
        HttpStatusCode.BadRequest,
        "invalid",
        "expires_at"
    )]
    public async Task What_is_no_token_is_refused(string json, HttpStatusCode status, string code, string subject)
    {
        await using var server = await StartAsync();

        var answer = await server.SendAsync("POST", "/api/v1/tokens", json);

        answer.ShouldBeRefused(status, code).Subject.ShouldBe(subject);
        answer.Text.ShouldNotContain("gradus_");
        (await server.Api.Tokens.ListAsync(everyone: true)).Tokens.ShouldHaveSingleItem().User.ShouldBe("admin");
    }

    [Fact]
    public async Task A_token_that_is_not_there_is_neither_shown_nor_revoked()
    {
        await using var server = await StartAsync();

        foreach (var (method, path) in new[] { ("GET", "/api/v1/tokens/t"), ("POST", "/api/v1/tokens/t/revoke") })
        {
            (await server.SendAsync(method, path))
                .ShouldBeRefused(HttpStatusCode.NotFound, "record_not_found")
                .Detail.ShouldBe("Token 't' does not exist.");
        }
    }

    [Fact]
    public async Task A_server_that_stops_has_written_down_when_its_tokens_were_last_used()
    {
        await using var server = await StartAsync();
        var created = await server.Api.Tokens.CreateAsync(new CreateTokenDto("ana"));
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await WhoIsAsync(server, created.Secret);

        await server.RestartAsync();

        var used = (await server.Api.Tokens.GetAsync(created.Token.Id)).LastUsedAt.ShouldNotBeNull();
        used.ShouldBeInRange(before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }

    // A server with the person ana and the service ci.
    private static async Task<TestServer> StartAsync()
    {
        var server = await TestServer.StartAsAdministratorAsync();
        await server.Api.Users.CreateAsync(new CreateUserDto("ana"));
        await server.Api.Users.CreateAsync(new CreateUserDto("ci", "service"));
        return server;
    }

    private static async Task<string> WhoIsAsync(TestServer server, string secret)
    {
        var hash = TokenSecret.Parse(secret).Value.Hash;
        var found = await server.Get<TokenStore>().FindIdentityAsync(hash, Cancellation);
        return found.Try(out var identity, out var error) ? identity.Name : error.Message;
    }
}
