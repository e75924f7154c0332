using System.Net;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Tests.Promotions.Entrances;

/// <summary>What is governed is not got round by deleting, renaming or redefining it.</summary>
public sealed class RemovalTests
{
    [Fact]
    public async Task An_alias_that_means_a_stage_is_not_deleted_by_either_api()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PromoteAsync(1);

        var native = await registry.SendAsync("ana", "DELETE", "models/m/aliases/champion");
        var mlflow = await registry.Mlflow.DeleteAsync(
            "registered-models/alias",
            """{"name": "m", "alias": "champion"}"""
        );

        native
            .ShouldBeRefused(HttpStatusCode.Conflict, "conflict")
            .Detail!.ShouldContain("it goes when the holder goes");
        (mlflow.Status, mlflow.ErrorCode).ShouldBe((409, "RESOURCE_CONFLICT"));
        (await registry.VersionOfAsync("champion")).ShouldBe(1);
        (await registry.TransitAsync(1, "Archived")).Status.ShouldBe(HttpStatusCode.OK);
        (await registry.VersionOfAsync("champion")).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_answer_to_a_holders_way_out_shows_it_without_the_stages_alias(bool isStopped)
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PromoteAsync(1);
        if (isStopped)
        {
            await registry.SendAsync("ana", "POST", "holds", """{"kind":"line","reason":"incident"}""");
        }

        var plan = await registry.Server.Api.Promotions.PlanAsync("m", new PromotionRequestDto("Archived", 1));
        var left = await registry.TransitByMlflowAsync(1, "Archived");

        plan.AliasesLost.ShouldBe(["champion"]);
        left.Status.ShouldBe(200, left.Message);
        ((string?)left.Json["model_version"]!["current_stage"]).ShouldBe("Archived");
        left.Json["model_version"]!["aliases"]?.AsArray().ShouldBeEmpty();
    }

    [Trait("Abuse", "42")]
    [Fact]
    public async Task The_holder_is_not_deleted_by_either_api_until_another_one_holds_the_stage()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PromoteAsync(1);

        var native = await registry.SendAsync("ana", "DELETE", "models/m/versions/1");
        var mlflow = await registry.Mlflow.DeleteAsync("model-versions/delete", """{"name": "m", "version": "1"}""");

        native
            .ShouldBeRefused(HttpStatusCode.Conflict, "conflict")
            .Detail!.ShouldContain("move it out of the stage first");
        mlflow.Status.ShouldBe(409);
        (await registry.StageOfAsync(1)).ShouldBe("Production");
        await registry.TransitAsync(1, "Archived");
        (await registry.SendAsync("ana", "DELETE", "models/m/versions/1"))
            .ShouldBeRefused(HttpStatusCode.Conflict, "conflict")
            .Detail!.ShouldContain("held 'Production' last");
        await registry.PromoteAsync(2);
        (await registry.SendAsync("ana", "DELETE", "models/m/versions/1")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Trait("Abuse", "36")]
    [Theory]
    [InlineData("delete")]
    [InlineData("rename")]
    public async Task Who_takes_the_name_of_a_model_that_went_is_compared_with_nobody_and_needs_a_waiver(string how)
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.PrepareAsync(1);
        (await registry.TransitAsync(1, "Production")).Status.ShouldBe(HttpStatusCode.OK);
        if (how == "delete")
        {
            await registry.TransitAsync(1, "Archived");
            (await registry.SendAsync("ana", "DELETE", "models/m")).Status.ShouldBe(HttpStatusCode.NoContent);
        }
        else
        {
            (await RenameAsync(registry, "m", "m-old")).Status.ShouldBe(HttpStatusCode.OK);
        }

        await registry.Server.RegisterAsync("m", "nothing like the one before");
        await registry.PrepareAsync(1);

        (await registry.TransitAsync(1, "Production"))
            .ShouldBeRefused(HttpStatusCode.Conflict, "unmet")
            .Detail!.ShouldContain("another model called 'm' held Production, and was deleted or renamed");

        var until = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds();
        var waiver =
            $$"""{"stage": "Production", "gate": "signature", "reason": "a new one", "expires_at": {{until}}}""";
        (await registry.SendAsync("ana", "POST", "models/m/versions/1/waivers", waiver)).Status.ShouldBe(
            HttpStatusCode.Created
        );
        (await registry.TransitAsync(1, "Production")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_model_whose_version_holds_a_governed_stage_is_renamed_by_who_may_fill_that()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PromoteAsync(1);
        await registry.ApplyAsync(
            GatedRegistry.Rules
                + """

                permissions:
                  - { allow: [promote, approve, apply-policy], to: [ana, eve] }
                """
        );

        (await RenameAsync(registry, "m", "n", "zed")).ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");
        (await RenameAsync(registry, "m", "n", "ana")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_model_with_a_holder_is_not_deleted_by_either_api()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PromoteAsync(1);

        var native = await registry.SendAsync("ana", "DELETE", "models/m");
        var mlflow = await registry.Mlflow.DeleteAsync("registered-models/delete", """{"name": "m"}""");

        native.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain("holds 'Production'");
        mlflow.Status.ShouldBe(409);
        (await registry.StageOfAsync(1)).ShouldBe("Production");
        await registry.TransitAsync(1, "Archived");
        (await registry.SendAsync("ana", "DELETE", "models/m")).Status.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_model_with_a_holder_gets_no_name_for_which_other_rules_hold()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules + "\nmodels:\n  - match: \"free-*\"\n    mode: \"off\"\n"
        );
        await registry.PromoteAsync(1);

        (await RenameAsync(registry, "m", "free-m")).ShouldBeRefused(HttpStatusCode.Conflict, "conflict");
        var mlflow = await registry.Mlflow.PostAsync(
            "registered-models/rename",
            """{"name": "m", "new_name": "free-m"}"""
        );

        mlflow.Status.ShouldBe(409);
        (await RenameAsync(registry, "m", "n")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_version_that_got_in_where_no_rules_hold_is_not_brought_under_rules_by_a_rename()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules + "\nmodels:\n  - match: \"free-*\"\n    mode: \"off\"\n"
        );
        await registry.Server.RegisterAsync("free-x", "never measured");
        await MoveFreeAsync(registry, "Production");

        var answer = await RenameAsync(registry, "free-x", "x");

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain("its version 1");
        // Nor is its past, which a rollback would go back to.
        await MoveFreeAsync(registry, "None");
        (await RenameAsync(registry, "free-x", "x"))
            .ShouldBeRefused(HttpStatusCode.Conflict, "conflict")
            .Detail!.ShouldContain("'Production', which its version 1 has held");
    }

    [Fact]
    public async Task A_model_that_never_held_what_is_governed_is_renamed()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules + "\nmodels:\n  - match: \"free-*\"\n    mode: \"off\"\n"
        );
        await registry.Server.RegisterAsync("free-x", "never measured");
        await MoveFreeAsync(registry, "Staging");

        (await RenameAsync(registry, "free-x", "x")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_alias_that_was_set_where_it_means_nothing_is_not_brought_under_rules_by_a_rename()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules + "\nmodels:\n  - match: \"free-*\"\n    mode: \"off\"\n"
        );
        await registry.Server.RegisterAsync("free-x", "never measured");
        await registry.SendAsync("ana", "PUT", "models/free-x/aliases/champion", """{"version":1}""");

        (await RenameAsync(registry, "free-x", "x")).ShouldBeRefused(HttpStatusCode.Conflict, "conflict");

        await registry.SendAsync("ana", "DELETE", "models/free-x/aliases/champion");
        (await RenameAsync(registry, "free-x", "x")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_version_that_somebody_may_move_is_not_brought_by_a_rename_where_they_may_not()
    {
        await using var registry = await GatedRegistry.StartAsync(
            """
            version: 1
            permissions:
              - { allow: [apply-policy], to: ["*"] }
              - { allow: [promote], to: ["*"], models: ["own-*"] }
              - { allow: [promote], to: [root] }
            """
        );
        await registry.Server.RegisterAsync("own-x", "anything");
        (
            await registry.SendAsync("ana", "POST", "models/own-x/versions/1/transitions", """{"stage":"Production"}""")
        ).Status.ShouldBe(HttpStatusCode.OK);
        (await registry.TransitAsync(1, "Production")).ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");

        (await RenameAsync(registry, "own-x", "x")).ShouldBeRefused(HttpStatusCode.Conflict, "conflict");
        (await RenameAsync(registry, "own-x", "own-y")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stage_of_the_policy_is_not_deleted_widened_or_doubled()
    {
        await using var registry = await GatedRegistry.StartAsync();

        var deleted = await registry.SendAsync("ana", "DELETE", "stages/Production");
        var widened = await registry.SendAsync("ana", "PATCH", "stages/Production", """{"occupancy":"many"}""");
        var doubled = await registry.SendAsync("ana", "POST", "stages", """{"name":"production"}""");

        deleted.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain("the policy registers it");
        widened.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain("change it there");
        doubled.ShouldBeRefused(HttpStatusCode.Conflict, "already_exists");
        (await registry.Server.Api.Stages.GetAsync("Production")).Occupancy.ShouldBe("one");
    }

    [Fact]
    public async Task A_stage_has_no_other_name_to_be_given()
    {
        await using var registry = await GatedRegistry.StartAsync();

        await registry.SendAsync("ana", "PATCH", "stages/Production", """{"name":"Free","description":"d"}""");

        (await registry.Server.Api.Stages.GetAsync("Production")).Name.ShouldBe("Production");
        (await registry.TransitAsync(1, "Free")).ShouldBeRefused(HttpStatusCode.NotFound, "stage_not_found");
    }

    [Fact]
    public async Task A_model_registered_anew_inherits_no_waiver_no_metric_and_no_yes()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await registry.SendAsync("ana", "DELETE", "models/m");
        await registry.Server.RegisterAsync("m", "other bytes");
        await registry.TransitAsync(1, "Staging");

        var reply = await registry.TransitByMlflowAsync(1);

        reply.Message.ShouldNotBeNull().ShouldContain("accuracy was not logged");
        await registry.ShouldBeUntouchedAsync();
    }

    private static Task<WireAnswer> RenameAsync(
        GatedRegistry registry,
        string model,
        string name,
        string actor = "ana"
    ) => registry.SendAsync(actor, "PATCH", $"models/{model}", $$"""{"name":"{{name}}"}""");

    private static async Task MoveFreeAsync(GatedRegistry registry, string stage) =>
        (
            await registry.SendAsync(
                "ana",
                "POST",
                "models/free-x/versions/1/transitions",
                $$"""{"stage":"{{stage}}"}"""
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
}
