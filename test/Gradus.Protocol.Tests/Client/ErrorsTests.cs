using System.Net;
using System.Net.Sockets;
using Gradus.Protocol.Client;
using Gradus.Testing;

namespace Gradus.Protocol.Tests.Client;

public sealed class ErrorsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_carries_the_servers_sentence_code_and_status()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "GET /api/v1/stages/prod",
            """{"title":"Not Found","status":404,"detail":"Stage 'prod' does not exist.","code":"stage_not_found","request_id":"r1"}""",
            404
        );
        using var client = new GradusClient(server.Address);

        var refusal = await Should.ThrowAsync<GradusException>(() => client.Stages.GetAsync("prod", Cancel));

        refusal.Message.ShouldBe("Stage 'prod' does not exist.");
        refusal.Code.ShouldBe("stage_not_found");
        refusal.Status.ShouldBe(404);
        refusal.Problem.RequestId.ShouldBe("r1");
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable_with_the_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();
        using var client = new GradusClient(address);

        var outage = await Should.ThrowAsync<GradusUnreachableException>(() => client.Stages.ListAsync(Cancel));

        outage.NothingListens.ShouldBeTrue();
        outage.Address.ShouldBe(address);
        outage.Message.ShouldBe($"No Gradus server at http://127.0.0.1:{address.Port}");
    }

    [Theory]
    [InlineData("<html>hello</html>")]
    [InlineData("null")]
    [InlineData("""{"stages":null}""")]
    public async Task An_answer_that_is_not_Gradus_is_said_to_be_so(string body)
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/stages", body);
        using var client = new GradusClient(server.Address);

        var outage = await Should.ThrowAsync<GradusUnreachableException>(() => client.Stages.ListAsync(Cancel));

        outage.NothingListens.ShouldBeFalse();
        outage.Message.ShouldEndWith("answers, but not as a Gradus server of this version does");
    }

    [Fact]
    public async Task An_error_page_without_problem_details_is_not_taken_for_a_refusal()
    {
        await using var server = await FakeServer.StartAsync();
        using var client = new GradusClient(server.Address);

        var outage = await Should.ThrowAsync<GradusUnreachableException>(() => client.Stages.ListAsync(Cancel));

        outage.Message.ShouldContain("answers 418");
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_an_outage_not_a_cancellation()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/stages", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = new GradusClient(
            new GradusClientOptions(server.Address, Timeout: TimeSpan.FromMilliseconds(50))
        );

        var outage = await Should.ThrowAsync<GradusUnreachableException>(() => client.Stages.ListAsync(Cancel));

        outage.Message.ShouldEndWith("did not answer in time");
    }

    [Fact]
    public async Task A_callers_cancellation_is_a_cancellation()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/stages", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = new GradusClient(server.Address);
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Should.ThrowAsync<OperationCanceledException>(() => client.Stages.ListAsync(caller.Token));
    }

    [Fact]
    public async Task A_password_in_the_address_is_not_repeated_in_messages()
    {
        await using var server = await FakeServer.StartAsync();
        using var client = new GradusClient(new Uri($"http://ann:secret@127.0.0.1:{server.Address.Port}"));

        var outage = await Should.ThrowAsync<GradusUnreachableException>(() => client.Stages.ListAsync(Cancel));

        outage.Message.ShouldNotContain("secret");
    }
}
