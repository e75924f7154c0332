using Gradus.Evaluation;
using Gradus.Server.Tests;

namespace Gradus.Serving;

/// <summary>A control plane and a gateway that serves one of the samples, for all tests of a class.</summary>
public sealed class SampleGateway : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    internal RunningGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        await Server.ReleaseAsync("tumours", File.ReadAllBytes(Samples.Path("breast-cancer", "v2-logistic.onnx")));
        Gateway = await RunningGateway.StartAsync(Server.Address, "models:/tumours/Production");
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Server.DisposeAsync();
    }
}
