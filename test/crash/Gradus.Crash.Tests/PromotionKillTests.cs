using System.Diagnostics;
using Gradus.Protocol;
using Gradus.Protocol.Approvals;
using Gradus.Protocol.Client;
using Gradus.Protocol.Gates;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Stages;

namespace Gradus.Crash.Tests;

/// <summary>
/// A promotion with every kind of gate, approvals, a soak and a check after the move. It is taken to its end once undisturbed
/// and once with the server killed after each single step: both ends are the same, and nothing is done twice.
/// </summary>
public sealed class PromotionKillTests(ITestOutputHelper output)
{
    private const string Policy = """
        version: 1
        stages:
          - name: Staging
          - name: Production
            occupancy: one
            from: [Staging]
            aliases: [champion]
            archive_existing: true
            gates:
              - evaluate: { data: holdout }
              - threshold: { metric: accuracy, at_least: 0.5 }
              - threshold: { metric: auc_train, at_least: 0.5, source: logged }
              - incumbent: { metric: accuracy, margin: 0.2 }
              - signature: {}
              - latency: { p95_ms: 100 }
              - size: { at_most: 1MB }
              - command: { name: unit, run: ["true"] }
              - external: { check: integration, wait: 10m }
              - documentation: { description: 5 }
              - http: { name: desk, url: "http://127.0.0.1:9/" }
            approvals: { required: 2 }
            soak: 1s
            verify:
              gates:
                - evaluate: { data: holdout }
                - threshold: { metric: accuracy, at_least: 0.5 }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_after_each_step_it_comes_to_the_same_end(bool postgres)
    {
        var undisturbed = await RunAsync(postgres, isKilled: false);
        var killed = await RunAsync(postgres, isKilled: true);

        killed.Kills.ShouldBeGreaterThanOrEqualTo(10);
        output.WriteLine($"{killed.Kills} kills; {killed.End}");
        killed.End.ShouldBe(undisturbed.End);
        undisturbed.End.ShouldContain("Succeeded");
    }

    private static async Task<(int Kills, string End)> RunAsync(bool postgres, bool isKilled)
    {
        await using var target = await Target.CreateAsync(postgres);
        await using var registry = await Restartable.StartAsync(target, isKilled);
        await PrepareAsync(registry);

        var asked = await registry.DoAsync(api =>
            api.Promotions.RequestAsync("churn", new PromotionRequestDto("Production", 2))
        );
        while (await registry.DoAsync(api => StandIn.WorkAsync(api.Address)))
        {
            // Until nobody wants anything measured, run or asked any more.
        }

        await registry.DoAsync(api =>
            api.Gates.ReportCheckAsync("churn", 2, new ReportCheckDto("integration", "passed"))
        );
        await UntilAsync(registry, asked.Id, promotion => promotion.Phase == "AwaitingApproval");
        foreach (var person in (string[])["ann", "bob"])
        {
            await registry.DoAsync(async api =>
            {
                using var own = new GradusClient(new GradusClientOptions(api.Address, person));
                return await own.Promotions.SayAsync(asked.Id, new SayDto("approve"));
            });
        }

        // What is checked after the move is measured anew.
        await UntilAsync(
            registry,
            asked.Id,
            async promotion =>
                promotion.Phase == "Verifying" && await registry.DoAsync(api => StandIn.WorkAsync(api.Address))
                || !promotion.Open
        );
        var ended = await UntilAsync(registry, asked.Id, promotion => !promotion.Open);
        return (registry.Kills, await DescribeAsync(registry, ended));
    }

    private static async Task PrepareAsync(Restartable registry)
    {
        var folder = Directory.CreateTempSubdirectory("gradus-promotion-");
        try
        {
            var api = registry.Api;
            await api.Models.CreateAsync(new CreateModelDto("churn"));
            var data = Path.Join(folder.FullName, "holdout.csv");
            await File.WriteAllTextAsync(data, "x,label\n1,0\n2,1\n");
            await api.Datasets.UploadAsync("holdout", data, new("", "label"), null, default);
            for (var version = 1; version <= 2; version++)
            {
                var model = Path.Join(folder.FullName, "model.bin");
                await File.WriteAllTextAsync(model, $"model {version}");
                await api.Versions.UploadAsync(
                    "churn",
                    model,
                    new CreateVersionDto(Description: $"version {version}"),
                    null,
                    default
                );
                await api.Gates.LogMetricsAsync(
                    "churn",
                    version,
                    new Dictionary<string, double> { ["auc_train"] = 0.9 }
                );
            }

            await api.Versions.TransitionAsync("churn", 1, new TransitionRequestDto("Production"));
            await api.Versions.TransitionAsync("churn", 2, new TransitionRequestDto("Staging"));
            await api.Policy.ApplyAsync(Policy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<PromotionDto> UntilAsync(Restartable registry, string id, Func<PromotionDto, bool> isSo) =>
        UntilAsync(registry, id, promotion => Task.FromResult(isSo(promotion)));

    private static async Task<PromotionDto> UntilAsync(
        Restartable registry,
        string id,
        Func<PromotionDto, Task<bool>> isSo
    )
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var promotion = await registry.Api.Promotions.GetAsync(id);
            if (await isSo(promotion))
            {
                return await registry.Api.Promotions.GetAsync(id);
            }

            (waited.Elapsed < Limit).ShouldBeTrue($"it is {promotion.Phase} still: {promotion.Outcome}");
            await Task.Delay(20);
        }
    }

    // All that tells how it ended, without what differs from run to run.
    private static async Task<string> DescribeAsync(Restartable registry, PromotionDto promotion)
    {
        var history = await registry.Api.History.ListAsync("churn");
        var model = await registry.Api.Models.GetAsync("churn");
        var gates = string.Join(
            ", ",
            promotion.Gates.Concat(promotion.Verifications).Select(g => $"{g.Name}: {g.Result}")
        );
        var moves = string.Join(", ", history.Transitions.Select(move => $"{move.Version} {move.From}→{move.To}"));
        var aliases = string.Join(", ", model.Aliases.Select(alias => $"{alias.Name} = {alias.Version}"));
        return $"{promotion.Phase}; {gates}; {moves}; {aliases}; {promotion.Evidence.Count} pieces of evidence";
    }
}
