using System.Net;
using System.Net.Http.Headers;
using Gradus.Protocol.Identities;

namespace Gradus.Server.Tests.Auth;

/// <summary>Who is let in, and as whom.</summary>
public sealed class AuthenticationTests
{
    [Fact]
    public async Task While_there_are_no_users_a_name_is_what_the_client_says_it_is()
    {
        await using var server = await TestServer.StartAsync();

        (await server.SendAsync("GET", "/api/v1/me")).Text.ShouldContain("\"name\":\"anonymous\",\"kind\":\"local\"");
        (await server.SendAsync("GET", "/api/v1/me", null, ("Gradus-Actor", "ana"))).Text.ShouldContain("\"ana\"");
        (
            await server.SendAsync("GET", "/api/v1/me", null, ("Authorization", $"{Secured.Basic("bo", "any")}"))
        ).Text.ShouldContain("\"bo\"");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    public async Task What_a_proxy_passes_on_does_not_come_from_this_machine(string header, string value)
    {
        await using var server = await TestServer.StartAsync();

        (await server.SendAsync("GET", "/api/v1/me", null, (header, value)))
            .ShouldBeRefused(HttpStatusCode.Unauthorized, "unauthenticated")
            .Detail.ShouldBe("This registry has no users yet, and without a token it serves only its own machine.");
    }

    [Fact]
    public async Task A_wrong_token_is_not_taken_for_none_though_none_is_needed()
    {
        await using var server = await TestServer.StartAsync();
        var wrong = $"gradus_{new string('A', 43)}";

        (await server.SendAsync("GET", "/api/v1/me", null, ("Authorization", $"Bearer {wrong}")))
            .ShouldBeRefused(HttpStatusCode.Unauthorized, "unauthenticated")
            .Detail.ShouldBe("The token is not one of this registry's.");
        (await server.SendAsync("GET", "/api/v1/me", null, ("Authorization", "Digest x"))).Status.ShouldBe(
            HttpStatusCode.Unauthorized
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_servers_own_worker_is_let_in_to_work_and_to_nothing_else(bool hasUsers)
    {
        await using var server = await TestServer.StartAsAdministratorAsync();
        if (hasUsers)
        {
            await server.Api.Users.CreateAsync(new CreateUserDto("ana"));
        }

        server.ShowAlways(server.Get<Gradus.Server.Auth.WorkerSecret>().Text);

        (await server.SendAsync("POST", "/api/v1/work/lease", """{"worker":"w","wait_seconds":0}""")).Status.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await server.SendAsync("GET", "/api/v1/models")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.SendAsync("POST", "/api/v1/models", """{"name":"m"}""")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await server.SendAsync("GET", "/api/v1/users")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_first_start_makes_one_token_of_an_administrator_and_the_second_none()
    {
        await using var server = await TestServer.StartAsync();
        var token = server.AdministratorToken;
        await server.RestartAsync();

        token.ShouldStartWith("gradus_");
        (await server.SendAsync("GET", "/api/v1/me", null, ("Authorization", $"Bearer {token}"))).Text.ShouldContain(
            "\"name\":\"admin\",\"kind\":\"person\",\"groups\":[\"administrators\"]"
        );
        (
            await server
                .Get<Gradus.Data.Identities.TokenStore>()
                .ListAsync(null, 10, null, TestContext.Current.CancellationToken)
        ).Value.Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task With_the_first_user_everyone_is_asked_who_they_are()
    {
        await using var registry = await Secured.StartAsync();

        var refused = await registry.SendAsync(null, "GET", "/api/v1/models");
        refused
            .ShouldBeRefused(HttpStatusCode.Unauthorized, "unauthenticated")
            .Detail.ShouldNotBeNull()
            .ShouldContain("MLFLOW_TRACKING_TOKEN");
        (await registry.SendWithAsync(null, "GET", "/api/v1/models", null, ("Gradus-Actor", "admin"))).Status.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        (await registry.SendWithAsync(Secured.Basic("admin", ""), "GET", "/api/v1/models")).Status.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        (await registry.SendWithAsync(Secured.Basic("admin", "admin"), "GET", "/api/v1/models")).Status.ShouldBe(
            HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    public async Task A_token_is_sent_as_MLflows_clients_do_and_its_user_stands_in_the_history()
    {
        await using var registry = await Secured.StartAsync();
        var token = registry.TokenOf("ana");
        const string Me = "/api/v1/me";

        (await registry.SendWithAsync(new("Bearer", token), "GET", Me)).Text.ShouldContain("\"ana\"");
        (await registry.SendWithAsync(Secured.Basic("ana", token), "GET", Me)).Text.ShouldContain("\"ana\"");
        (await registry.SendWithAsync(Secured.Basic("", token), "GET", Me)).Text.ShouldContain("\"ana\"");
        (await registry.SendWithAsync(Secured.Basic("bo", token), "GET", Me))
            .ShouldBeRefused(HttpStatusCode.Unauthorized, "unauthenticated")
            .Detail.ShouldBe("The token is not one of 'bo'.");
        (
            await registry.SendWithAsync(
                Secured.Basic("ana", token),
                "POST",
                "/api/2.0/mlflow/model-versions/transition-stage",
                """{"name":"fraud","version":"1","stage":"Staging"}""",
                ("Gradus-Actor", "bo")
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        (await registry.Server.Api.History.ListAsync("fraud")).Transitions[0].Actor.ShouldBe("ana");
    }

    [Trait("Abuse", "32")]
    [Fact]
    public async Task Who_was_shut_out_is_out_at_once()
    {
        await using var registry = await Secured.StartAsync(null, "ana", "bo");
        var tokens = registry.Server.Api.Tokens;
        var lost = (await tokens.ListAsync("ana")).Tokens.Single();
        (await registry.SendAsync("ana", "GET", "/api/v1/models")).Status.ShouldBe(HttpStatusCode.OK);
        (await registry.SendAsync("bo", "GET", "/api/v1/models")).Status.ShouldBe(HttpStatusCode.OK);

        await tokens.RevokeAsync(lost.Id);
        await registry.Server.Api.Users.DisableAsync("bo");

        (await registry.SendAsync("ana", "GET", "/api/v1/models"))
            .ShouldBeRefused(HttpStatusCode.Unauthorized, "unauthenticated")
            .Detail.ShouldNotBeNull()
            .ShouldContain("revoked");
        (await registry.SendAsync("bo", "GET", "/api/v1/models")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Trait("Abuse", "32")]
    [Fact]
    public async Task A_token_that_has_run_out_lets_nobody_in()
    {
        await using var registry = await Secured.StartAsync();
        var soon = DateTimeOffset.UtcNow.AddMilliseconds(1_500).ToUnixTimeMilliseconds();
        var made = await registry.Server.Api.Tokens.CreateAsync(new CreateTokenDto("ana", ExpiresAt: soon));
        var bearer = new AuthenticationHeaderValue("Bearer", made.Secret);
        (await registry.SendWithAsync(bearer, "GET", "/api/v1/models")).Status.ShouldBe(HttpStatusCode.OK);

        await Task.Delay(TimeSpan.FromMilliseconds(1_600));

        (await registry.SendWithAsync(bearer, "GET", "/api/v1/models"))
            .ShouldBeRefused(HttpStatusCode.Unauthorized, "unauthenticated")
            .Detail.ShouldNotBeNull()
            .ShouldContain("expired");
    }

    [Trait("Abuse", "31")]
    [Fact]
    public async Task Who_guesses_is_slowed_down_and_others_at_the_same_address_who_know_are_told_to_wait()
    {
        await using var registry = await Secured.StartAsync();
        var statuses = new List<HttpStatusCode>();
        for (var guess = 0; guess < 1_000; guess++)
        {
            var wrong = $"gradus_{guess:D42}A";
            statuses.Add((await registry.SendWithAsync(new("Bearer", wrong), "GET", "/api/v1/models")).Status);
        }

        statuses.Count(status => status == HttpStatusCode.Unauthorized).ShouldBeInRange(1, 100);
        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        statuses.ShouldAllBe(status =>
            status == HttpStatusCode.Unauthorized || status == HttpStatusCode.TooManyRequests
        );
    }
}
