using System.Net;

namespace Gradus.Server.Tests.Http;

public sealed class RateGuardTests
{
    [Theory]
    [InlineData("/api/v1/stages", "too_busy")]
    [InlineData("/api/2.0/mlflow/registered-models/search", "REQUEST_LIMIT_EXCEEDED")]
    public async Task Who_asks_too_often_is_told_to_come_back_and_is_served_again(string route, string code)
    {
        await using var server = await TestServer.StartAsync(requestsPerSecond: 5);

        var answers = await AskAsync(server, route, 40);

        answers.Count(status => status == HttpStatusCode.OK).ShouldBeInRange(10, 39);
        var refused = await RefusalAsync(server, route);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(code);
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        (await AskAsync(server, route, 1)).ShouldBe([HttpStatusCode.OK]);
    }

    [Fact]
    public async Task Each_token_has_its_own_share()
    {
        await using var server = await TestServer.StartAsync(requestsPerSecond: 5);
        await server.Api.Users.CreateAsync(new Protocol.Identities.CreateUserDto("ann"));
        server.ShowAlways(server.AdministratorToken);
        var token = (await server.Api.Tokens.CreateAsync(new Protocol.Identities.CreateTokenDto("ann"))).Secret;
        await RefusalAsync(server, "/api/v1/stages");

        server.ShowAlways(token);

        (await AskAsync(server, "/api/v1/stages", 1)).ShouldBe([HttpStatusCode.OK]);
    }

    [Fact]
    public async Task On_this_machine_nobody_is_limited_unless_the_server_was_told_so()
    {
        await using var server = await TestServer.StartAsync();

        (await AskAsync(server, "/api/v1/stages", 2_500)).ShouldAllBe(status => status == HttpStatusCode.OK);
    }

    private static async Task<List<HttpStatusCode>> AskAsync(TestServer server, string route, int times)
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < times; i++)
        {
            using var answer = await server.Http.GetAsync(
                new Uri(route, UriKind.Relative),
                TestContext.Current.CancellationToken
            );
            answers.Add(answer.StatusCode);
        }

        return answers;
    }

    // However fast tokens come back, some request is one too many.
    private static async Task<HttpResponseMessage> RefusalAsync(TestServer server, string route)
    {
        for (var i = 0; i < 1_000; i++)
        {
            var answer = await server.Http.GetAsync(
                new Uri(route, UriKind.Relative),
                TestContext.Current.CancellationToken
            );
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return answer;
            }

            answer.Dispose();
        }

        throw new InvalidOperationException("Nobody was refused.");
    }
}
