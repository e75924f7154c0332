using System.Net;
using System.Text.Json;
using Gradus.Protocol;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Tests.Promotions.Entrances;

/// <summary>The native API's own ways into a stage.</summary>
public sealed class NativeEntranceTests
{
    [Fact]
    public async Task A_transition_passes_no_gate()
    {
        await using var registry = await GatedRegistry.StartAsync();

        var answer = await registry.TransitAsync(1, "Production");

        answer
            .ShouldBeRefused(HttpStatusCode.Conflict, "unmet")
            .Detail!.ShouldContain("takes versions from Staging only");
        answer.Text.ShouldContain("\"unmet\":[");
        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_transition_is_made_at_once_where_everything_is_met_and_tells_who_made_room()
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.PromoteAsync(1);
        await registry.PrepareAsync(2);

        var answer = await registry.TransitAsync(2, "Production");

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var made = JsonSerializer.Deserialize(answer.Text, ProtocolJson.Default.TransitionResultDto)!;
        made.Version.Stage.ShouldBe("Production");
        made.Transitions.Select(move => (move.Version, move.To)).ShouldBe([(2, "Production"), (1, "Archived")]);
        made.Transitions.ShouldAllBe(move => move.Promotion != null);
    }

    [Fact]
    public async Task An_alias_that_means_the_stage_passes_no_gate_and_takes_the_version_there_when_all_is_met()
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.PrepareAsync(1, accuracy: 0.5);

        var early = await registry.SendAsync("ana", "PUT", "models/m/aliases/champion", """{"version":1}""");
        await registry.ShouldBeUntouchedAsync();
        await registry.LogAsync(1, 0.95);
        var late = await registry.SendAsync("ana", "PUT", "models/m/aliases/champion", """{"version":1}""");

        early.ShouldBeRefused(HttpStatusCode.Conflict, "unmet").Detail!.ShouldContain("required ≥ 0.9");
        late.Status.ShouldBe(HttpStatusCode.NoContent, late.Text);
        (await registry.VersionOfAsync("champion")).ShouldBe(1);
        (await registry.StageOfAsync(1)).ShouldBe("Production");
    }

    [Fact]
    public async Task The_alias_goes_with_the_holder_and_not_to_another_version()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PromoteAsync(1);

        var answer = await registry.SendAsync("ana", "PUT", "models/m/aliases/champion", """{"version":2}""");

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "unmet");
        (await registry.VersionOfAsync("champion")).ShouldBe(1);
        await registry.PromoteAsync(2);
        (await registry.VersionOfAsync("champion")).ShouldBe(2);
        (await registry.StageOfAsync(1)).ShouldBe("Archived");
    }

    [Fact]
    public async Task An_alias_that_looks_like_the_stages_is_not_set()
    {
        await using var registry = await GatedRegistry.StartAsync();

        (await registry.SendAsync("ana", "PUT", "models/m/aliases/Champion", """{"version":1}""")).ShouldBeRefused(
            HttpStatusCode.Conflict,
            "conflict"
        );
        (await registry.VersionOfAsync("Champion")).ShouldBeNull();
    }

    [Fact]
    public async Task A_field_that_nobody_knows_is_refused_and_nothing_is_done()
    {
        await using var registry = await GatedRegistry.StartAsync();

        var answer = await registry.SendAsync(
            "ana",
            "POST",
            "models/m/promotions",
            """{"version":1,"stage":"Staging","dry_run":true}"""
        );

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Text.ShouldContain("'dry_run'");
        (await registry.StageOfAsync(1)).ShouldBe("None");
    }

    [Fact]
    public async Task A_promotion_asked_for_on_easier_terms_is_held_to_the_policys_as_well()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1, accuracy: 0.5);

        var asked = await registry.Server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Production", 1));

        var ended = await registry.Server.EndOfAsync(asked.Id);
        ended.Phase.ShouldBe("Refused");
        ended.Unmet.ShouldHaveSingleItem().Gate.ShouldBe("logged accuracy ≥ 0.9");
        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task A_promotion_succeeds_when_its_gates_pass_and_somebody_else_says_yes()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        var asked = await registry.SendAsync(
            "ana",
            "POST",
            "models/m/promotions",
            """{"stage":"Production","version":1}"""
        );
        asked.Status.ShouldBe(HttpStatusCode.Accepted, asked.Text);
        var id = (await registry.OpenOneAsync()).Id;
        await registry.WaitAsync(id, "AwaitingApproval");

        (await registry.TrySayAsync(id, "approve", "ana")).ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");
        await registry.ShouldBeUntouchedAsync();
        await registry.SayAsync(id, "approve");

        (await registry.WaitAsync(id)).Phase.ShouldBe("Succeeded");
        (await registry.StageOfAsync(1)).ShouldBe("Production");
    }

    [Theory]
    [InlineData("")]
    [InlineData("anonymous")]
    [InlineData("policy")]
    [InlineData("Gradus")]
    public async Task A_yes_that_is_nobodys_in_particular_is_refused(string actor)
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await registry.SendAsync("ana", "POST", "models/m/promotions", """{"stage":"Production","version":1}""");
        var id = (await registry.OpenOneAsync()).Id;
        await registry.WaitAsync(id, "AwaitingApproval");

        var refusal = await registry.TrySayAsync(id, "approve", actor);
        refusal.ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden");
        refusal.Text.ShouldContain("this request names none");
        await registry.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("/api/v1/models/m/versions")]
    [InlineData("/api/2.0/mlflow/model-versions/create")]
    public async Task A_version_is_never_created_in_a_stage_or_under_an_alias(string path)
    {
        await using var registry = await GatedRegistry.StartAsync(versions: 1);

        await registry.Server.SendAsync(
            "POST",
            path,
            """
            {"name":"m","source":"s3://b/2","stage":"Production","current_stage":"Production","alias":"champion","aliases":["champion"]}
            """
        );

        await registry.ShouldBeUntouchedAsync();
    }

    [Fact]
    public async Task Where_the_line_is_stopped_nothing_gets_in_by_any_way()
    {
        await using var registry = await GatedRegistry.StartAsync("version: 1");
        await registry.SendAsync(
            "ana",
            "POST",
            "holds",
            """{"kind":"line","stage":"Production","reason":"incident"}"""
        );

        (await registry.TransitAsync(1, "Production")).ShouldBeRefused(HttpStatusCode.Conflict, "unmet");
        (await registry.TransitByMlflowAsync(1))
            .Message.ShouldNotBeNull()
            .ShouldContain("the line is stopped by ana: incident");

        await registry.ShouldBeUntouchedAsync();
    }
}
