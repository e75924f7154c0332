namespace Gradus.Server.Tests.Promotions.Entrances;

/// <summary>MLflow's calls, which know no promotions, meet the same rules.</summary>
public sealed class LegacyCallTests
{
    [Trait("Abuse", "36")]
    [Theory]
    [InlineData("Production", "")]
    [InlineData("Production", """, "archive_existing_versions": true""")]
    [InlineData("Production", """, "archive_existing_versions": false""")]
    [InlineData("production", "")]
    [InlineData("PRODUCTION", """, "archive_existing_versions": true""")]
    public async Task Transition_stage_passes_no_gate_however_it_is_spelled(string stage, string more)
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1, accuracy: 0.5);

        var reply = await registry.TransitByMlflowAsync(1, stage, more);

        reply.Status.ShouldBe(409);
        reply.Message.ShouldNotBeNull().ShouldContain("accuracy = 0.5; required ≥ 0.9");
        (await registry.StageOfAsync(1)).ShouldBe("Staging");
        await registry.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("Production", "")]
    [InlineData("production", """, "archive_existing_versions": true""")]
    public async Task Transition_stage_succeeds_at_once_where_everything_is_met(string stage, string more)
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.PrepareAsync(1);

        var reply = await registry.TransitByMlflowAsync(1, stage, more);

        reply.Status.ShouldBe(200, reply.Message);
        ((string?)reply.Json["model_version"]!["current_stage"]).ShouldBe("Production");
        (await registry.VersionOfAsync("champion")).ShouldBe(1);
        var history = await registry.Server.Api.History.ListAsync("m");
        history.Transitions[0].Promotion.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_version_from_elsewhere_than_the_stage_before_is_refused()
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.LogAsync(1, 0.95);

        var reply = await registry.TransitByMlflowAsync(1);

        reply.Status.ShouldBe(409);
        reply.Message.ShouldNotBeNull().ShouldContain("Production takes versions from Staging only");
        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_refused_call_says_what_is_not_met_and_where_its_promotion_is()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);

        var reply = await registry.TransitByMlflowAsync(1);

        var promotion = await registry.OpenOneAsync();
        (reply.Status, reply.ErrorCode).ShouldBe((409, "RESOURCE_CONFLICT"));
        reply.Message.ShouldBe(
            $"Version 1 of 'm' is not in Production yet: needs 1 approval of 1. Promotion {promotion.Id} is open and goes on "
                + $"(/api/v1/promotions/{promotion.Id}); follow it with: gradus promotions show {promotion.Id}"
        );
        ((string?)reply.Json["promotion"]).ShouldBe(promotion.Id);
        var unmet = reply.Json["unmet"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)unmet["kind"]).ShouldBe("approval");
        ((string?)unmet["message"]).ShouldBe("needs 1 approval of 1");
        ((string?)unmet["unblock"]).ShouldNotBeNullOrWhiteSpace();
        (promotion.Origin, promotion.Actor).ShouldBe(("transition", "ana"));
    }

    [Fact]
    public async Task A_call_whose_gates_fail_says_so_and_its_promotion_has_ended()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1, accuracy: 0.5);

        var reply = await registry.TransitByMlflowAsync(1);

        (reply.Status, reply.ErrorCode).ShouldBe((409, "RESOURCE_CONFLICT"));
        var promotion = await registry.Server.Api.Promotions.GetAsync((string)reply.Json["promotion"]!);
        promotion.Phase.ShouldBe("Refused");
        ((string?)reply.Json["unmet"]![0]!["name"]).ShouldBe("logged accuracy ≥ 0.9");
        reply.Message.ShouldBe(
            "Version 1 was not promoted to Production: accuracy = 0.5; required ≥ 0.9 (missed by 0.4). "
                + $"Promotion {promotion.Id} has ended so (/api/v1/promotions/{promotion.Id})."
        );
    }

    [Fact]
    public async Task The_call_repeated_points_to_the_same_promotion_and_succeeds_after_the_approval()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        var first = await registry.TransitByMlflowAsync(1);

        var second = await registry.TransitByMlflowAsync(1);
        var promotion = await registry.OpenOneAsync();
        await registry.SayAsync(promotion.Id, "approve");
        await registry.WaitAsync(promotion.Id);
        var third = await registry.TransitByMlflowAsync(1);

        second.Message.ShouldBe(first.Message);
        third.Status.ShouldBe(200, third.Message);
        ((string?)third.Json["model_version"]!["current_stage"]).ShouldBe("Production");
        (await registry.Server.Api.Promotions.ListAsync("m")).Promotions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_archives_the_holders_is_not_answered_with_a_promotion_that_leaves_them()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules.Replace("occupancy: one", "occupancy: many", StringComparison.Ordinal)
        );
        await registry.PrepareAsync(1);
        await registry.TransitByMlflowAsync(1);

        var archiving = await registry.TransitByMlflowAsync(1, more: """, "archive_existing_versions": true""");

        archiving.Status.ShouldBe(409);
        archiving.Message.ShouldNotBeNull().ShouldContain("open");
        (await registry.Server.Api.Promotions.ListAsync("m")).Promotions.Count.ShouldBe(1);
    }

    [Trait("Abuse", "36")]
    [Fact]
    public async Task An_alias_that_means_the_stage_passes_no_gate()
    {
        await using var registry = await GatedRegistry.StartAsync();
        const string body = """{"name": "m", "alias": "champion", "version": "1"}""";

        var early = await registry.Mlflow.PostAsync("registered-models/alias", body);
        await registry.PrepareAsync(1);
        var waiting = await registry.Mlflow.PostAsync("registered-models/alias", body);

        early.Status.ShouldBe(409);
        (waiting.Status, waiting.ErrorCode).ShouldBe((409, "RESOURCE_CONFLICT"));
        waiting.Message.ShouldNotBeNull().ShouldContain("needs 1 approval of 1");
        await registry.ShouldBeUntouchedAsync();
        await registry.SayAsync((await registry.OpenOneAsync()).Id, "approve");
        await registry.WaitAsync((string)waiting.Json["promotion"]!);
        (await registry.Mlflow.PostAsync("registered-models/alias", body)).Status.ShouldBe(200);
        (await registry.VersionOfAsync("champion")).ShouldBe(1);
        (await registry.StageOfAsync(1)).ShouldBe("Production");
    }

    [Fact]
    public async Task An_alias_that_means_nothing_is_set_as_ever()
    {
        await using var registry = await GatedRegistry.StartAsync();

        var reply = await registry.Mlflow.PostAsync(
            "registered-models/alias",
            """{"name": "m", "alias": "challenger", "version": "1"}"""
        );

        reply.Status.ShouldBe(200);
        (await registry.VersionOfAsync("challenger")).ShouldBe(1);
    }

    [Fact]
    public async Task Many_calls_at_once_open_one_promotion_and_move_the_version_once()
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.PrepareAsync(1);

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => registry.TransitByMlflowAsync(1)));

        replies.ShouldAllBe(reply => reply.Status == 200);
        var history = await registry.Server.Api.History.ListAsync("m");
        history.Transitions.Count(transition => transition.To == "Production").ShouldBe(1);
    }
}
