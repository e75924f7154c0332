namespace Gradus.Server.Tests.Promotions.Entrances;

/// <summary>How much the rules weigh: warn tells and lets through, off does not look. Both by the policy only.</summary>
public sealed class ModeTests
{
    [Fact]
    public async Task Warn_lets_through_and_tells_what_was_not_met()
    {
        await using var registry = await GatedRegistry.StartAsync(WithMode("warn"));
        await registry.LogAsync(1, 0.5);

        var reply = await registry.TransitByMlflowAsync(1);

        reply.Status.ShouldBe(200, reply.Message);
        (await registry.VersionOfAsync("champion")).ShouldBe(1);
        var told = (await registry.Server.Api.History.ListAsync("m")).Transitions[0];
        told.Reason.ShouldContain("Only told, not met: accuracy = 0.5; required ≥ 0.9");
    }

    [Fact]
    public async Task Off_moves_as_MLflow_does_and_opens_no_promotion()
    {
        await using var registry = await GatedRegistry.StartAsync(WithMode("\"off\""));

        (await registry.TransitByMlflowAsync(1)).Status.ShouldBe(200);

        (await registry.StageOfAsync(1)).ShouldBe("Production");
        (await registry.Server.Api.Promotions.ListAsync("m")).Promotions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_whose_mode_is_off_opens_no_door_for_others()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules + "\nmodels:\n  - match: \"free-*\"\n    mode: \"off\"\n"
        );
        await registry.Server.RegisterAsync("free-x", "bytes");
        var free = await registry.Mlflow.PostAsync(
            "model-versions/transition-stage",
            """{"name": "free-x", "version": "1", "stage": "Production"}"""
        );

        var reply = await registry.TransitByMlflowAsync(1);

        free.Status.ShouldBe(200);
        reply.Status.ShouldBe(409);
        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task Back_to_enforce_who_is_in_stays_and_nobody_else_gets_in()
    {
        await using var registry = await GatedRegistry.StartAsync(WithMode("\"off\""));
        await registry.TransitByMlflowAsync(1);

        await registry.ApplyAsync(GatedRegistry.Rules);

        (await registry.StageOfAsync(1)).ShouldBe("Production");
        (await registry.TransitByMlflowAsync(2)).Status.ShouldBe(409);
        (await registry.StageOfAsync(2)).ShouldBe("None");
    }

    private static string WithMode(string mode) => $"{GatedRegistry.Rules}\nmode: {mode}\n";
}
