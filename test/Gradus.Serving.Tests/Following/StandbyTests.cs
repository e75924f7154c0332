using Gradus.Evaluation;
using Gradus.Server.Tests;

namespace Gradus.Serving.Following;

/// <summary>The version that was replaced stays warm for the way back.</summary>
public sealed class StandbyTests : IAsyncLifetime
{
    private const string Uri = "models:/digits/Production";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        await _server.ReleaseAsync("digits", File.ReadAllBytes(Samples.Path("digits", "v1-logistic.onnx")));
        await _server.RegisterAsync("digits", File.ReadAllBytes(Samples.Path("digits", "v2-mlp.onnx")));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_way_back_needs_no_load_and_neither_does_the_way_there_again()
    {
        await using var gateway = await StartAsync(TimeSpan.FromMinutes(10));
        var first = gateway.Processes;

        await BecomeAsync(gateway, 2);
        var second = gateway.Processes;
        gateway.Served.Standby!.Value.Number.ShouldBe(1);
        (await StatusAsync(gateway)).ShouldContain("\"standby\":1");
        first.ShouldAllBe(process => Signals.IsAlive(process));

        await BecomeAsync(gateway, 1);
        gateway.Processes.ShouldBe(first);
        gateway.Served.Standby!.Value.Number.ShouldBe(2);

        await BecomeAsync(gateway, 2);
        gateway.Processes.ShouldBe(second);
    }

    [Fact]
    public async Task Its_time_is_bounded()
    {
        await using var gateway = await StartAsync(TimeSpan.FromSeconds(1));
        var first = gateway.Processes;

        await BecomeAsync(gateway, 2);

        await gateway.WaitAsync(() => !first.Any(Signals.IsAlive));
        await gateway.WaitAsync(() => gateway.Served.Standby is null);
        (await StatusAsync(gateway)).ShouldNotContain("standby");
        await BecomeAsync(gateway, 1);
        gateway.Processes.ShouldNotBe(first);
    }

    [Fact]
    public async Task Without_any_time_who_is_replaced_is_let_go()
    {
        await using var gateway = await StartAsync(TimeSpan.Zero);
        var first = gateway.Processes;

        await BecomeAsync(gateway, 2);

        gateway.Served.Standby.ShouldBeNull();
        await gateway.WaitAsync(() => !first.Any(Signals.IsAlive));
    }

    [Fact]
    public async Task It_goes_with_the_gateway()
    {
        IReadOnlyList<int> first;
        await using (var gateway = await StartAsync(TimeSpan.FromMinutes(10)))
        {
            first = gateway.Processes;
            await BecomeAsync(gateway, 2);
        }

        first.ShouldNotContain(process => Signals.IsAlive(process));
    }

    private Task<RunningGateway> StartAsync(TimeSpan standby) =>
        RunningGateway.StartAsync(_server.Address, Uri, standby: standby);

    private async Task BecomeAsync(RunningGateway gateway, int version)
    {
        await _server.PromoteAsync("digits", version);
        await gateway.WaitForVersionAsync(version);
    }

    private static async Task<string> StatusAsync(RunningGateway gateway) => (await gateway.GetAsync("/status")).Text;
}
