using System.Net.Sockets;
using Gradus.Protocol.Models;
using Gradus.Testing;
using Microsoft.AspNetCore.Http;

namespace Gradus.Protocol.Client;

/// <summary>A request whose answer was lost is sent again under the same key.</summary>
public sealed class RepeatsTests
{
    private const string Create = "POST /api/v1/models";
    private const string KeyHeader = "Idempotency-Key";

    private const string Model =
        """{"name":"m","created_at":1,"updated_at":1,"description":"","tags":[],"aliases":[]}""";

    [Fact]
    public async Task A_broken_connection_is_not_the_end_of_it()
    {
        await using var server = await FakeServer.StartAsync();
        AnswerAfter(server, failures: 2, context => context.Abort());
        using var client = new GradusClient(new GradusClientOptions(server.Address));

        (await client.Models.CreateAsync(new CreateModelDto("m"))).Name.ShouldBe("m");

        server.Requests.Count.ShouldBe(3);
        server
            .Requests.Select(request => request.Headers[KeyHeader])
            .Distinct()
            .ShouldHaveSingleItem()
            .Length.ShouldBe(32);
        server.Requests.Select(request => request.Body).Distinct().ShouldHaveSingleItem().ShouldContain("\"m\"");
    }

    [Fact]
    public async Task Somewhen_it_is()
    {
        await using var server = await FakeServer.StartAsync();
        AnswerAfter(server, failures: 3, context => context.Abort());
        using var client = new GradusClient(new GradusClientOptions(server.Address));

        await Should.ThrowAsync<GradusUnreachableException>(() => client.Models.CreateAsync(new CreateModelDto("m")));

        server.Requests.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task A_connection_that_is_cut_as_it_stands_is_one_that_broke(int cuts, bool succeeds)
    {
        await using var server = await FakeServer.StartAsync();
        AnswerAfter(server, failures: 0, _ => { });
        using var cutting = new CuttingHandler(cuts);
        using var client = new GradusClient(new GradusClientOptions(server.Address) { Handler = cutting });

        var created = client.Models.CreateAsync(new CreateModelDto("m"));

        if (succeeds)
        {
            (await created).Name.ShouldBe("m");
        }
        else
        {
            await Should.ThrowAsync<GradusUnreachableException>(() => created);
        }
    }

    [Fact]
    public async Task A_server_that_asks_for_a_moment_is_given_it()
    {
        await using var server = await FakeServer.StartAsync();
        AnswerAfter(
            server,
            failures: 1,
            context =>
            {
                context.Response.StatusCode = 409;
                context.Response.Headers.RetryAfter = "0";
            }
        );
        using var client = new GradusClient(new GradusClientOptions(server.Address));

        (await client.Models.CreateAsync(new CreateModelDto("m"))).Name.ShouldBe("m");

        server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_only_reads_carries_no_key_and_every_change_has_one_of_its_own()
    {
        await using var server = await FakeServer.StartAsync();
        AnswerAfter(server, failures: 0, _ => { });
        server.On("GET /api/v1/models/m", Model);
        using var client = new GradusClient(new GradusClientOptions(server.Address));

        await client.Models.GetAsync("m");
        await client.Models.CreateAsync(new CreateModelDto("m"));
        await client.Models.CreateAsync(new CreateModelDto("m"));

        var keys = server.Requests.Select(request => request.Headers.GetValueOrDefault(KeyHeader)).ToList();
        keys[0].ShouldBeNull();
        keys[1].ShouldNotBeNull();
        keys[2].ShouldNotBe(keys[1]);
    }

    private static void AnswerAfter(FakeServer server, int failures, Action<HttpContext> fail)
    {
        var sent = 0;
        server.On(
            Create,
            async context =>
            {
                if (Interlocked.Increment(ref sent) <= failures)
                {
                    fail(context);
                    return;
                }

                context.Response.StatusCode = 201;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(Model);
            }
        );
    }

    // As the runtime fails where the peer is gone before it is asked who it is: by the socket's own exception.
    private sealed class CuttingHandler(int cuts) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _left = cuts;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel) =>
            _left-- > 0 ? throw new SocketException((int)SocketError.NotConnected) : base.SendAsync(request, cancel);
    }
}
