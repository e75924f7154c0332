using System.Text.Json;
using Gradus.Cli.Promotions;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;
using Gradus.Testing;

namespace Gradus.Cli.Tests.Promotions;

public sealed class WorkerWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData("Gating", """{"waiting":1,"taken":0}""", 1)]
    [InlineData("Pending", """{"waiting":2,"taken":0}""", 1)]
    [InlineData("Gating", """{"waiting":1,"taken":1}""", 0)]
    [InlineData("Gating", """{"waiting":0,"taken":0}""", 0)]
    [InlineData("AwaitingApproval", """{"waiting":1,"taken":0}""", 0)]
    public async Task It_says_once_that_work_waits_for_which_nobody_comes(string phase, string work, int times)
    {
        await using var server = await FakeServer.StartAsync();
        server.On("GET /api/v1/work", work);
        using var client = new GradusClient(server.Address);
        // What is to be said is waited for; what is not, for a while.
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(times == 0 ? 0.5 : 60));
        var told = 0;

        await WorkerWatch.Over(client, () => Promotion(phase), _ => told++).RunAsync(Patience, enough.Token);

        told.ShouldBe(times);
        enough.IsCancellationRequested.ShouldBe(times == 0, "once it has been said there is no more to watch");
    }

    private static PromotionDto Promotion(string phase) =>
        JsonSerializer.Deserialize(
            $$"""{"id":"p","model":"m","stage":"S","phase":"{{phase}}","open":true,"outcome":"","require":[],"reason":"","actor":"a","request_id":"r","candidates":[],"gates":[],"unmet":[],"evidence":[],"origin":"person","verifications":[]}""",
            ProtocolJson.Default.PromotionDto
        )!;
}
