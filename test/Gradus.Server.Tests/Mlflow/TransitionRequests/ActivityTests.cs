using System.Net;
using System.Text.Json.Nodes;
using Gradus.Server.Tests.Promotions.Entrances;

namespace Gradus.Server.Tests.Mlflow.TransitionRequests;

/// <summary>What was done about a version, as Databricks' clients read it.</summary>
public sealed class ActivityTests
{
    private const string Root = "transition-requests/";

    [Fact]
    public async Task From_the_request_to_the_move_and_out_again_everything_is_told_newest_first()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        var asked = await PostAsync(registry, "ana", "create", ", \"comment\": \"please\"");
        var comments = $"promotions/{asked.Json["request"]!["id"]}/approvals";
        (
            await registry.SendAsync("bob", "POST", comments, """{"decision": "comment", "comment": "seen"}""")
        ).Status.ShouldBe(HttpStatusCode.OK);
        await PostAsync(registry, "eve", "approve", ", \"comment\": \"fine\"");
        await registry.PromoteAsync(2);

        var activities = await ListAsync(registry);

        activities
            .Select(Told)
            .ShouldBe([
                "SYSTEM_TRANSITION by anonymous: Production to Archived",
                "APPLIED_TRANSITION by ana: Staging to Production",
                "APPROVED_REQUEST by eve: Staging to Production",
                "NEW_COMMENT by bob: Staging to Production",
                "REQUESTED_TRANSITION by ana: Staging to Production",
                "APPLIED_TRANSITION by ana: None to Staging",
            ]);
        activities
            .Select(one => (string?)one!["comment"] ?? (string?)one["system_comment"])
            .Where(said => said is not null)
            .ShouldBe(["Displaced by version 2.", "please", "fine", "seen", "please"]);
    }

    [Fact]
    public async Task A_no_and_a_request_taken_back_are_told_with_who_and_why()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await PostAsync(registry, "ana", "create");
        await PostAsync(registry, "eve", "reject", ", \"comment\": \"too early\"");
        await PostAsync(registry, "ana", "create");

        await registry.Mlflow.DeleteAsync(
            $"{Root}delete",
            Body(", \"creator\": \"ana\", \"comment\": \"no need any more\"")
        );

        var activities = await ListAsync(registry);
        activities
            .Select(one => (string?)one!["activity_type"])
            .ShouldBe([
                "CANCELLED_REQUEST",
                "REQUESTED_TRANSITION",
                "REJECTED_REQUEST",
                "REQUESTED_TRANSITION",
                "APPLIED_TRANSITION",
            ]);
        ((string?)activities[0]!["user_id"], (string?)activities[0]!["system_comment"]).ShouldBe(
            ("ana", "Cancelled by ana: no need any more")
        );
        ((string?)activities[2]!["user_id"], (string?)activities[2]!["comment"]).ShouldBe(("eve", "too early"));
    }

    [Fact]
    public async Task A_version_that_nobody_touched_has_none_and_one_that_is_not_there_is_an_error()
    {
        await using var registry = await GatedRegistry.StartAsync();

        (await ListAsync(registry)).ShouldBeEmpty();
        var reply = await registry.Mlflow.GetAsync($"{Root}activities", ("name", "m"), ("version", "9"));
        (reply.Status, reply.ErrorCode).ShouldBe((404, "RESOURCE_DOES_NOT_EXIST"));
        (await registry.Mlflow.GetAsync($"{Root}activities", ("name", "m")))
            .Message.ShouldNotBeNull()
            .ShouldContain("'version'");
    }

    private static string Body(string more = "") =>
        $$"""{"name": "m", "version": "1", "stage": "Production"{{more}}}""";

    private static async Task<Reply> PostAsync(GatedRegistry registry, string actor, string call, string more = "")
    {
        var reply = await new MlflowClient(registry.Server, actor).PostAsync(Root + call, Body(more));
        reply.Status.ShouldBe(200, reply.Message);
        return reply;
    }

    private static async Task<JsonArray> ListAsync(GatedRegistry registry)
    {
        var reply = await registry.Mlflow.GetAsync($"{Root}activities", ("name", "m"), ("version", "1"));
        reply.Status.ShouldBe(200, reply.Message);
        return reply.Json["activities"]!.AsArray();
    }

    private static string Told(JsonNode? activity) =>
        $"{activity!["activity_type"]} by {activity["user_id"]}: {activity["from_stage"]} to {activity["to_stage"]}";
}
