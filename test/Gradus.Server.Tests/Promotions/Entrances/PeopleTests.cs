using System.Net;

namespace Gradus.Server.Tests.Promotions.Entrances;

/// <summary>A person's word reaches as far as the policy lets it, and no further.</summary>
public sealed class PeopleTests
{
    private const string Permissions = """

        permissions:
          - { allow: [promote, approve, hold, apply-policy], to: ["*"] }
          - { allow: [rollback, break-glass, waive, report-check], to: [root] }
        """;

    [Fact]
    public async Task A_waiver_for_another_stage_or_version_opens_nothing()
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.PrepareAsync(1, accuracy: 0.5);
        await WaiveAsync(registry, 2, "Production", HttpStatusCode.Created);
        await WaiveAsync(registry, 1, "Staging", HttpStatusCode.BadRequest);

        var early = await registry.TransitByMlflowAsync(1);
        await registry.ShouldBeUntouchedAsync();
        await WaiveAsync(registry, 1, "Production", HttpStatusCode.Created);
        var late = await registry.TransitByMlflowAsync(1);

        early.Message.ShouldNotBeNull().ShouldContain("accuracy = 0.5");
        late.Status.ShouldBe(200, late.Message);
        var promotion = (await registry.Server.Api.Promotions.ListAsync("m")).Promotions[0];
        promotion.Gates.ShouldContain(gate => gate.Result == "Waived" && gate.Message.Contains("waived by root"));
    }

    [Fact]
    public async Task A_waiver_that_was_taken_back_opens_nothing()
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.PrepareAsync(1, accuracy: 0.5);
        await WaiveAsync(registry, 1, "Production", HttpStatusCode.Created);
        var waiver = (await registry.Server.Api.Gates.ListWaiversAsync("m")).Waivers.ShouldHaveSingleItem();
        await registry.SendAsync("root", "POST", $"waivers/{waiver.Id}/revoke");

        (await registry.TransitByMlflowAsync(1)).Status.ShouldBe(409);

        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_yes_to_what_is_not_shown_any_more_is_refused()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await registry.TransitByMlflowAsync(1);
        var promotion = await registry.OpenOneAsync();

        var other = await registry.TrySayAsync(promotion.Id, "approve", "eve", new string('0', 64));
        other
            .ShouldBeRefused(HttpStatusCode.Conflict, "conflict")
            .Detail!.ShouldContain("has changed since you looked");
        (await registry.Server.Api.Promotions.GetAsync(promotion.Id)).Phase.ShouldBe("AwaitingApproval");
        var seen = await registry.TrySayAsync(promotion.Id, "approve", "eve", promotion.Binding);

        seen.Status.ShouldBe(HttpStatusCode.OK, seen.Text);
        (await registry.WaitAsync(promotion.Id)).Phase.ShouldBe("Succeeded");
    }

    [Trait("Abuse", "38")]
    [Fact]
    public async Task A_yes_is_void_once_a_value_that_it_was_given_on_has_changed()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules.Replace("required: 1", "required: 2", StringComparison.Ordinal)
        );
        await registry.PrepareAsync(1);
        await registry.TransitByMlflowAsync(1);
        var promotion = await registry.OpenOneAsync();
        await registry.SayAsync(promotion.Id, "approve", "eve");

        await registry.LogAsync(1, 0.91);
        await UntilAsync(async () =>
            (await registry.Server.Api.Promotions.GetAsync(promotion.Id)) is { Phase: "AwaitingApproval" } now
            && now.Binding != promotion.Binding
        );
        await registry.SayAsync(promotion.Id, "approve", "bob");

        var state = await registry.Server.Api.Promotions.ApprovalsAsync(promotion.Id);
        (state.Given, state.Required).ShouldBe((1, 2));
        state.Approvals.Single(approval => approval.Actor == "eve").Standing.ShouldBe("void");
        await registry.ShouldBeUntouchedAsync();
        await registry.SayAsync(promotion.Id, "approve", "eve");
        (await registry.WaitAsync(promotion.Id)).Phase.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task A_promotion_opened_before_the_policy_changed_is_judged_by_the_new_one()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await registry.TransitByMlflowAsync(1);
        var promotion = await registry.OpenOneAsync();

        await registry.ApplyAsync(
            GatedRegistry.Rules.Replace("at_least: 0.9", "at_least: 0.99", StringComparison.Ordinal)
        );
        await registry.TrySayAsync(promotion.Id, "approve", "eve");

        var ended = await registry.WaitAsync(promotion.Id);
        ended.Phase.ShouldBe("Refused");
        ended.Outcome.ShouldContain("required ≥ 0.99");
        await registry.ShouldBeUntouchedAsync();
    }

    [Trait("Abuse", "38")]
    [Fact]
    public async Task A_yes_given_under_the_old_policy_is_void_under_the_new()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules.Replace("required: 1", "required: 2", StringComparison.Ordinal)
        );
        await registry.PrepareAsync(1);
        await registry.TransitByMlflowAsync(1);
        var promotion = await registry.OpenOneAsync();
        await registry.SayAsync(promotion.Id, "approve", "eve");

        await registry.ApplyAsync(GatedRegistry.Rules);
        await UntilAsync(async () =>
            (await registry.Server.Api.Promotions.GetAsync(promotion.Id)) is { PolicyRevision: 2 }
        );

        (await registry.Server.Api.Promotions.GetAsync(promotion.Id)).Phase.ShouldBe("AwaitingApproval");
        await registry.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("models/m/stages/Production/rollback", """{"reason":"r"}""")]
    [InlineData("models/m/versions/1/break-glass", """{"stage":"Production","reason":"r"}""")]
    [InlineData(
        "models/m/versions/1/waivers",
        """{"stage":"Production","gate":"logged accuracy ≥ 0.9","reason":"r","expires_at":4000000000000}"""
    )]
    [InlineData("models/m/versions/1/reinstate", """{"reason":"r"}""")]
    [InlineData("models/m/versions/1/checks", """{"name":"ci","verdict":"passed"}""")]
    public async Task What_goes_past_gates_takes_a_permission_of_its_own(string path, string? body)
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Rules + Permissions);
        await registry.PromoteAsync(2);
        await registry.TransitAsync(2, "Archived");

        (await registry.SendAsync("ana", "POST", path, body)).ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");

        await registry.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("models/m/versions/1/break-glass", """{"stage":"Production","reason":" "}""")]
    [InlineData("models/m/versions/1/reinstate", """{"reason":" "}""")]
    [InlineData("models/m/versions/1/reinstate", "{}")]
    public async Task What_goes_past_gates_needs_a_reason(string path, string body)
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Rules + Permissions);

        (await registry.SendAsync("root", "POST", path, body)).ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");

        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task With_the_permission_they_do_what_they_say_and_history_says_so_too()
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Rules + Permissions);
        await registry.PromoteAsync(2);

        var broken = await registry.SendAsync(
            "root",
            "POST",
            "models/m/versions/1/break-glass",
            """{"stage":"Production","reason":"fire"}"""
        );
        (await registry.VersionOfAsync("champion")).ShouldBe(1);
        var back = await registry.SendAsync("root", "POST", "models/m/stages/Production/rollback", "{}");

        broken.Status.ShouldBe(HttpStatusCode.OK, broken.Text);
        back.Status.ShouldBe(HttpStatusCode.OK, back.Text);
        (await registry.StageOfAsync(2)).ShouldBe("Production");
        (await registry.VersionOfAsync("champion")).ShouldBe(2);
        var history = await registry.Server.Api.History.ListAsync("m");
        history.Transitions.Select(move => move.Kind).ShouldContain("break_glass");
        history.Transitions.Select(move => move.Kind).ShouldContain("rollback");
    }

    [Theory]
    [InlineData("POST", "models/m/versions/1/transitions", """{"stage":"Staging"}""")]
    [InlineData("POST", "models/m/promotions", """{"stage":"Production","version":1}""")]
    [InlineData("PUT", "models/m/aliases/champion", """{"version":1}""")]
    [InlineData("POST", "policy", """{"text":"version: 1"}""")]
    [InlineData("POST", "holds", """{"kind":"line","reason":"r"}""")]
    public async Task Who_is_not_listed_may_do_nothing(string method, string path, string body)
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Unattended
                + """

                permissions:
                  - { allow: [promote, apply-policy, hold], to: [root] }
                """
        );

        (await registry.SendAsync("ana", method, path, body)).ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");

        (await registry.StageOfAsync(1)).ShouldBe("None");
        (await registry.Server.Api.Policy.GetAsync()).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task An_alias_that_means_a_stage_is_not_given_to_another_holder_by_who_may_move_none_there()
    {
        await using var registry = await GatedRegistry.StartAsync(
            """
            version: 1
            permissions:
              - { allow: [promote, apply-policy], to: [root] }
            stages:
              - name: Production
                aliases: [champion]
            """
        );
        await registry.TransitAsync(1, "Production", "root");
        await registry.TransitAsync(2, "Production", "root");
        (await registry.VersionOfAsync("champion")).ShouldBe(2);

        (await registry.SendAsync("ana", "PUT", "models/m/aliases/champion", """{"version":1}""")).ShouldBeRefused(
            HttpStatusCode.Forbidden,
            "forbidden"
        );
        (await registry.VersionOfAsync("champion")).ShouldBe(2);
        (await registry.SendAsync("root", "PUT", "models/m/aliases/champion", """{"version":1}""")).Status.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await registry.VersionOfAsync("champion")).ShouldBe(1);
    }

    [Fact]
    public async Task A_version_is_not_taken_out_of_a_governed_stage_by_who_may_move_none_there()
    {
        await using var registry = await GatedRegistry.StartAsync(
            """
            version: 1
            permissions:
              - { allow: [promote], to: ["*"], stages: [Archived, Staging] }
              - { allow: [promote, apply-policy, break-glass], to: [root] }
            stages:
              - name: Staging
              - name: Production
                gates:
                  - threshold: { metric: accuracy, at_least: 0.9, source: logged }
            """
        );
        await registry.SendAsync(
            "root",
            "POST",
            "models/m/versions/1/break-glass",
            """{"stage":"Production","reason":"fire"}"""
        );

        (await registry.TransitAsync(1, "Archived")).ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");
        (await registry.StageOfAsync(1)).ShouldBe("Production");
        (await registry.TransitAsync(2, "Archived")).Status.ShouldBe(HttpStatusCode.OK);
        (await registry.TransitAsync(1, "Archived", "root")).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task WaiveAsync(GatedRegistry registry, int version, string stage, HttpStatusCode status)
    {
        var answer = await registry.SendAsync(
            "root",
            "POST",
            $"models/m/versions/{version}/waivers",
            $$"""{"stage":"{{stage}}","gate":"logged accuracy ≥ 0.9","reason":"known","expires_at":{{DateTimeOffset.UtcNow.AddDays(30).ToUnixTimeMilliseconds()}}}"""
        );
        answer.Status.ShouldBe(status, answer.Text);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("It did not come to pass.");
    }
}
