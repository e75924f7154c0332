using System.Globalization;
using System.Text;
using System.Text.Json;
using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Policies;
using Gradus.Protocol.Promotions;
using Gradus.Server.Tests.Mlflow;

namespace Gradus.Server.Tests.Promotions.Entrances;

/// <summary>
/// A registry whose policy gates Production, with model "m". Its versions keep to one road: Staging, an accuracy that was
/// logged, a yes of somebody else.
/// </summary>
internal sealed class GatedRegistry : IAsyncDisposable
{
    /// <summary>What it takes to get into Production.</summary>
    public const string Rules = """
        version: 1
        stages:
          - name: Staging
          - name: Production
            occupancy: one
            from: [Staging]
            aliases: [champion]
            gates:
              - threshold: { metric: accuracy, at_least: 0.9, source: logged }
            approvals: { required: 1, four_eyes: true }
        """;

    /// <summary>The same without people: it can all be met at once.</summary>
    public static readonly string Unattended = Rules.Replace(
        "\n    approvals: { required: 1, four_eyes: true }",
        "",
        StringComparison.Ordinal
    );

    private GatedRegistry(TestServer server)
    {
        Server = server;
        Mlflow = new MlflowClient(server, "ana");
    }

    /// <summary>The server.</summary>
    public TestServer Server { get; }

    /// <summary>Ana, with MLflow's client.</summary>
    public MlflowClient Mlflow { get; }

    /// <summary>Starts it.</summary>
    /// <param name="rules">The policy.</param>
    /// <param name="versions">How many versions "m" has; all of different bytes and in None.</param>
    public static async Task<GatedRegistry> StartAsync(string rules = Rules, int versions = 2)
    {
        var registry = new GatedRegistry(await Registry.StartAsync(versions));
        await registry.ApplyAsync(rules);
        return registry;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public Task<PolicyDto> ApplyAsync(string rules) => Server.Api.Policy.ApplyAsync(rules);

    /// <summary>Sends a request to the native API as somebody.</summary>
    public Task<WireAnswer> SendAsync(string actor, string method, string path, string? json = null) =>
        Server.SendAsync(
            method,
            $"/api/v1/{path}",
            json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
            ("Gradus-Actor", actor)
        );

    /// <summary>Takes a version to Staging and logs its accuracy: only a yes is missing then.</summary>
    public async Task PrepareAsync(int version, double accuracy = 0.95)
    {
        (await TransitAsync(version, "Staging")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await LogAsync(version, accuracy);
    }

    public async Task LogAsync(int version, double accuracy)
    {
        // Who may report checks may log what gates judge on.
        using var root = new GradusClient(new GradusClientOptions(Server.Address, "root"));
        await root.Gates.LogMetricsAsync("m", version, new Dictionary<string, double> { ["accuracy"] = accuracy });
    }

    /// <summary>Moves a version by the native API.</summary>
    public Task<WireAnswer> TransitAsync(int version, string stage, string actor = "ana") =>
        SendAsync(actor, "POST", $"models/m/versions/{version}/transitions", $$"""{"stage":"{{stage}}"}""");

    /// <summary>Moves a version by MLflow's API.</summary>
    public Task<Reply> TransitByMlflowAsync(int version, string stage = "Production", string more = "") =>
        Mlflow.PostAsync(
            "model-versions/transition-stage",
            $$"""{"name": "m", "version": "{{version}}", "stage": "{{stage}}"{{more}}}"""
        );

    /// <summary>Brings a version into Production by the rules.</summary>
    public async Task PromoteAsync(int version)
    {
        await PrepareAsync(version);
        var asked = await Server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", version));
        if (await WaitAsync(asked.Id, "AwaitingApproval", "Succeeded") is { Phase: "AwaitingApproval" })
        {
            await SayAsync(asked.Id, "approve");
        }

        (await WaitAsync(asked.Id, "Succeeded")).Phase.ShouldBe("Succeeded");
    }

    public async Task SayAsync(string promotion, string decision, string actor = "eve") =>
        (await TrySayAsync(promotion, decision, actor)).Status.ShouldBe(System.Net.HttpStatusCode.OK);

    public Task<WireAnswer> TrySayAsync(string promotion, string decision, string actor, string? binding = null) =>
        SendAsync(
            actor,
            "POST",
            $"promotions/{promotion}/approvals",
            JsonSerializer.Serialize(new { decision, binding })
        );

    /// <summary>The promotion once it is in one of some phases, or has ended.</summary>
    public async Task<PromotionDto> WaitAsync(string id, params string[] phases)
    {
        for (var i = 0; i < 600; i++)
        {
            var promotion = await Server.Api.Promotions.GetAsync(id);
            if (!promotion.Open || phases.Contains(promotion.Phase))
            {
                return promotion;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"Promotion {id} did not get to {string.Join(" or ", phases)}.");
    }

    /// <summary>The only promotion of "m" that is open.</summary>
    public async Task<PromotionDto> OpenOneAsync() =>
        (await Server.Api.Promotions.ListAsync("m", onlyOpen: true)).Promotions.ShouldHaveSingleItem();

    public Task<string> StageOfAsync(int version) => Server.StageOfAsync(version);

    /// <summary>The version that an alias points at; null for none.</summary>
    public async Task<int?> VersionOfAsync(string alias) =>
        (await Server.Api.Models.GetAsync("m")).Aliases.FirstOrDefault(one => one.Name == alias)?.Version;

    /// <summary>Asserts that nothing got anywhere: no version in Production, no champion.</summary>
    public async Task ShouldBeUntouchedAsync()
    {
        (await VersionOfAsync("champion")).ShouldBeNull();
        var versions = await Server.Api.Models.GetLatestAsync("m");
        versions.Versions.ShouldNotContain(version => version.Stage == "Production");
    }

    /// <summary>A version's number as JSON text.</summary>
    public static string Text(int version) => version.ToString(CultureInfo.InvariantCulture);
}
