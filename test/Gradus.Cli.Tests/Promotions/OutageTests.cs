using Gradus.Cli.Promotions;
using Gradus.Protocol.Client;
using Gradus.Testing;
using Microsoft.AspNetCore.Http;

namespace Gradus.Cli.Tests.Promotions;

public sealed class OutageTests
{
    private const string Moving =
        """{"id":"p","model":"m","stage":"S","phase":"{0}","open":{1},"outcome":"It is.","require":[],"reason":"","actor":"a","request_id":"r","candidates":[],"gates":[],"unmet":[],"evidence":[],"origin":"person","verifications":[]}""";

    private static readonly GradusUnreachableException Gone = new(new Uri("http://127.0.0.1:1"), "No Gradus server");

    [Theory]
    [InlineData("")]
    [InlineData(" --json")]
    public async Task Who_waits_is_told_once_that_the_server_is_gone_and_once_that_it_is_back(string json)
    {
        await using var server = await FakeServer.StartAsync();
        var asked = 0;
        server.On(
            "GET /api/v1/promotions/p",
            context =>
                asked++ switch
                {
                    < 1 => AnswerAsync(context, "Gating"),
                    < 4 => BreakOffAsync(context),
                    _ => AnswerAsync(context, "Succeeded"),
                }
        );
        server.On("GET /api/v1/promotions/p?wait_seconds=20&revision=0", BreakOffAsync);

        var outcome = await Cli.RunAsync(server, [.. $"promotions show p --wait{json}".Split(' ')]);

        outcome.ExitCode.ShouldBe(0);
        var lines = outcome.Error.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(2, outcome.Error);
        lines[0]
            .ShouldMatch(
                @"^The server cannot be reached; trying again until \d{4}-.*Z: The connection to .* broke off: .*[^.]\.$"
            );
        lines[1].ShouldBe("The server is back.");
    }

    [Fact]
    public async Task A_server_that_is_back_at_once_is_not_spoken_of()
    {
        List<string> said = [];

        var answer = await new Outage(said.Add, Outage.Patience, TimeProvider.System).OutlastAsync(
            () => Task.FromResult(7),
            TestContext.Current.CancellationToken
        );

        (answer, said.Count).ShouldBe((7, 0));
    }

    [Fact]
    public async Task One_that_stays_away_is_given_up()
    {
        List<string> said = [];
        var outage = new Outage(said.Add, TimeSpan.FromMilliseconds(1), TimeProvider.System);

        await Should.ThrowAsync<GradusUnreachableException>(() =>
            outage.OutlastAsync(() => Task.FromException<int>(Gone), TestContext.Current.CancellationToken)
        );

        said.ShouldHaveSingleItem().ShouldStartWith("The server cannot be reached; trying again until ");
    }

    private static Task BreakOffAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static Task AnswerAsync(HttpContext context, string phase)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            Moving.Replace("{0}", phase).Replace("{1}", phase == "Succeeded" ? "false" : "true")
        );
    }
}
