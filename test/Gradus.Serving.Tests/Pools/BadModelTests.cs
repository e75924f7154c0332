using System.Net;
using Gradus.Server.Tests;

namespace Gradus.Serving.Pools;

/// <summary>Models that crash, hang, refuse, or give what they do not declare: each has its answer, and nothing else suffers.</summary>
public sealed class BadModelTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_process_that_is_killed_over_a_request_is_replaced_and_the_request_is_answered()
    {
        await using var gateway = await StartAsync(OddModels.Slow());
        var killed = gateway.Processes[0];
        Signals.Send(killed, "STOP");
        var asked = gateway.AskAsync(Ask(1));
        await TakenAsync();

        Signals.Send(killed, "KILL");

        (await asked).Status.ShouldBe(HttpStatusCode.OK);
        gateway.Processes[0].ShouldNotBe(killed);
    }

    [Fact]
    public async Task A_request_that_kills_two_processes_is_given_up_and_the_next_one_is_answered()
    {
        await using var gateway = await StartAsync(OddModels.Slow());
        var endless = gateway.AskAsync(Endless);
        await BusyAsync(gateway);
        var first = gateway.Processes[0];
        Signals.Send(first, "KILL");
        await gateway.WaitAsync(() => gateway.Processes[0] != first);
        await BusyAsync(gateway);

        Signals.Send(gateway.Processes[0], "KILL");

        (await endless)
            .ShouldBeRefused(HttpStatusCode.BadGateway, "INTERNAL_ERROR")
            .ShouldBe("The model's process died (signal 9).");
        (await gateway.AskAsync(Ask(1))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_process_that_dies_while_nobody_asks_is_replaced()
    {
        await using var gateway = await StartAsync(OddModels.Slow());
        var first = gateway.Processes[0];

        Signals.Send(first, "KILL");

        await gateway.WaitAsync(() => gateway.Processes[0] != first);
        (await gateway.AskAsync(Ask(1))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_process_that_stands_still_is_ended_and_its_request_is_answered_504()
    {
        await using var gateway = await StartAsync(OddModels.Slow(), timeout: TimeSpan.FromMilliseconds(500));
        var stopped = gateway.Processes[0];
        Signals.Send(stopped, "STOP");

        (await gateway.AskAsync(Ask(1)))
            .ShouldBeRefused(HttpStatusCode.GatewayTimeout, "DEADLINE_EXCEEDED")
            .ShouldBe("The model's process was ended: it gave no answer within 0.5 s.");

        Signals.IsAlive(stopped).ShouldBeFalse();
        (await gateway.AskAsync(Ask(1))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_model_that_never_returns_is_ended_and_disturbs_no_other_request()
    {
        await using var gateway = await StartAsync(
            OddModels.Slow(),
            timeout: TimeSpan.FromSeconds(5),
            processes: 2,
            maxBatch: 1
        );
        var endless = gateway.AskAsync(Endless);
        var others = Enumerable.Range(0, 20).Select(_ => gateway.AskAsync(Ask(1)));

        (await Task.WhenAll(others)).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await endless).ShouldBeRefused(HttpStatusCode.GatewayTimeout, "DEADLINE_EXCEEDED");
    }

    [Fact]
    public async Task Requests_in_a_batch_with_one_that_never_returns_are_answered()
    {
        await using var gateway = await StartAsync(OddModels.Slow(), timeout: TimeSpan.FromSeconds(5));
        Signals.Send(gateway.Processes[0], "STOP");
        var first = gateway.AskAsync(Ask(1));
        await TakenAsync();
        var endless = gateway.AskAsync(Endless);
        var others = Enumerable.Range(0, 5).Select(_ => gateway.AskAsync(Ask(1))).ToList();
        await gateway.WaitAsync(() => gateway.Served.Current!.Pool.Waiting == 6);

        Signals.Send(gateway.Processes[0], "CONT");

        (await Task.WhenAll([first, .. others])).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await endless).ShouldBeRefused(HttpStatusCode.GatewayTimeout, "DEADLINE_EXCEEDED");
    }

    [Fact]
    public async Task A_model_that_gives_another_shape_than_it_declares_is_answered_500()
    {
        await using var gateway = await StartAsync(OddModels.OfWrongShape());

        (await gateway.AskAsync("""{"inputs":[[1,1],[1,1],[1,1]]}"""))
            .ShouldBeRefused(HttpStatusCode.InternalServerError, "INTERNAL_ERROR")
            .ShouldBe("The model's output 'y' has the shape [1, 2] for 3 examples; it declares float32[?, 2].");
    }

    [Fact]
    public async Task What_only_the_model_can_refuse_is_a_bad_request_and_spoils_no_other_in_its_batch()
    {
        await using var gateway = await StartAsync(OddModels.Picky());
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => gateway.AskAsync($$"""{"inputs":[{{(i % 4 == 3 ? 99 : i % 10)}}]}"""))
        );

        foreach (var (i, answer) in answers.Index())
        {
            if (i % 4 == 3)
            {
                answer.ShouldBeBad().ShouldStartWith("The model does not take this input: ");
            }
            else
            {
                answer.Json().GetProperty("predictions").GetProperty("picked")[0].GetSingle().ShouldBe(i % 10 * 1.5f);
            }
        }
    }

    [Fact]
    public async Task A_queue_that_is_full_answers_429_and_when_to_come_back()
    {
        await using var gateway = await StartAsync(OddModels.Slow(), queue: 2, maxBatch: 1);
        Signals.Send(gateway.Processes[0], "STOP");
        var taken = gateway.AskAsync(Ask(1));
        await TakenAsync();
        var waiting = Enumerable.Range(0, 2).Select(_ => gateway.AskAsync(Ask(1))).ToList();
        await gateway.WaitAsync(() => gateway.Served.Current!.Pool.Waiting == 2);

        var refused = await gateway.AskAsync(Ask(1));
        Signals.Send(gateway.Processes[0], "CONT");

        refused
            .ShouldBeRefused(HttpStatusCode.TooManyRequests, "RESOURCE_EXHAUSTED")
            .ShouldBe("2 requests wait for this model already; ask again in a moment.");
        refused.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (await Task.WhenAll([taken, .. waiting])).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Model_processes_end_with_the_gateway_whatever_they_do()
    {
        int process;
        await using (var gateway = await StartAsync(OddModels.Slow(), timeout: TimeSpan.FromSeconds(1)))
        {
            process = gateway.Processes[0];
        }

        Signals.IsAlive(process).ShouldBeFalse();
    }

    private static string Endless => Ask(1e15);

    private static string Ask(double rounds) => $$"""{"inputs":[[{{rounds:0}}]]}""";

    // Long enough for a request to be taken by a process that stands still. What is asserted holds before, too.
    private static Task TakenAsync() => Task.Delay(500, TestContext.Current.CancellationToken);

    // The endless request has gone into the model, which keeps a processor busy.
    private static async Task BusyAsync(RunningGateway gateway)
    {
        using var process = System.Diagnostics.Process.GetProcessById(gateway.Processes[0]);
        var before = process.TotalProcessorTime;
        await gateway.WaitAsync(() =>
        {
            process.Refresh();
            return gateway.Served.Current!.Pool.Waiting == 0
                && process.TotalProcessorTime - before > TimeSpan.FromMilliseconds(200);
        });
    }

    private async Task<RunningGateway> StartAsync(
        byte[] model,
        TimeSpan? timeout = null,
        int processes = 1,
        int maxBatch = 32,
        int queue = 256
    )
    {
        await _server.ReleaseAsync("odd", model);
        var pool = new PoolOptions
        {
            Processes = processes,
            MaxBatch = maxBatch,
            QueueLimit = queue,
            Timeout = timeout ?? TimeSpan.FromSeconds(30),
        };
        return await RunningGateway.StartAsync(_server.Address, "models:/odd/Production", pool);
    }
}
