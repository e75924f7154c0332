using System.Text;
using Gradus.Protocol.Datasets;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Tests.Promotions;

/// <summary>A registry with a data set and a model, and what promotions of it come to.</summary>
internal static class Registry
{
    /// <summary>Model "m" with versions 1 to <paramref name="versions"/> of different bytes, and data set "holdout".</summary>
    public static async Task<TestServer> StartAsync(int versions, TimeProvider? time = null, string? database = null)
    {
        var server = await TestServer.StartAsync(time, database);
        var file = await server.PutAsync("holdout.csv", Encoding.UTF8.GetBytes("x,label\n1,0\n"));
        await server.Api.Datasets.PutAsync("holdout", new PutDatasetDto(file.Digest));
        for (var number = 1; number <= versions; number++)
        {
            await server.RegisterAsync("m", $"bytes of {number}");
        }

        return server;
    }

    /// <summary>The promotion once it has ended. The time is the machine's, whatever clock the server has.</summary>
    public static async Task<PromotionDto> EndOfAsync(this TestServer server, string id)
    {
        for (var i = 0; i < 600; i++)
        {
            var promotion = await server.Api.Promotions.GetAsync(id);
            if (!promotion.Open)
            {
                return promotion;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"Promotion {id} did not end.");
    }

    public static async Task<string> StageOfAsync(this TestServer server, int version) =>
        (await server.Api.Versions.GetAsync("m", version)).Stage;

    public static Task<PromotionDto> AskAsync(
        this TestServer server,
        int? version,
        string stage = "Staging",
        string? best = null,
        bool archive = false,
        params string[] require
    ) =>
        server.Api.Promotions.RequestAsync(
            "m",
            new PromotionRequestDto(
                stage,
                Version: version,
                Best: best,
                Dataset: "holdout",
                Require: require,
                ArchiveExistingVersions: archive
            )
        );
}
