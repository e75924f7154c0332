using System.Text.Json.Nodes;
using Gradus.Server.Tests.Promotions.Entrances;

namespace Gradus.Server.Tests.Mlflow.TransitionRequests;

/// <summary>Databricks' transition requests over the wire, with their field names.</summary>
public sealed class TransitionRequestTests
{
    private const string Root = "transition-requests/";
    private const string Named = "\"name\": \"m\", \"version\": \"1\", \"stage\": \"Production\"";

    [Fact]
    public async Task A_request_has_the_fields_that_clients_read_and_is_a_promotion()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);

        var reply = await CreateAsync(registry, "please");

        reply.Status.ShouldBe(200, reply.Message);
        var request = reply.Json["request"]!;
        Keys(request)
            .ShouldBe(
                "id to_stage user_id creation_timestamp last_updated_timestamp comment available_actions system_comment"
            );
        ((string?)request["to_stage"], (string?)request["user_id"], (string?)request["comment"]).ShouldBe(
            ("Production", "ana", "please")
        );
        Actions(request).ShouldBe("REJECT_TRANSITION_REQUEST CANCEL_TRANSITION_REQUEST", "who asked cannot approve");
        var promotion = await registry.OpenOneAsync();
        (promotion.Id, promotion.Reason, promotion.Origin).ShouldBe(((string?)request["id"], "please", "transition"));
    }

    [Fact]
    public async Task A_yes_that_is_enough_moves_the_version()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await CreateAsync(registry);

        var reply = await As(registry, "eve").PostAsync($"{Root}approve", Body(""", "comment": "fine" """));

        reply.Status.ShouldBe(200, reply.Message);
        var activity = reply.Json["activity"]!;
        Keys(activity)
            .ShouldBe(
                "id activity_type user_id from_stage to_stage creation_timestamp last_updated_timestamp comment "
                    + "system_comment"
            );
        ((string?)activity["activity_type"], (string?)activity["user_id"], (string?)activity["comment"]).ShouldBe(
            ("APPROVED_REQUEST", "eve", "fine")
        );
        ((string?)activity["from_stage"], (string?)activity["to_stage"]).ShouldBe(("Staging", "Production"));
        (await registry.StageOfAsync(1)).ShouldBe("Production");
        (await ListAsync(registry)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_yes_that_is_not_enough_stays_and_the_answer_says_what_is_missing()
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules.Replace("required: 1", "required: 2", StringComparison.Ordinal)
        );
        await registry.PrepareAsync(1);
        await CreateAsync(registry);

        var first = await As(registry, "eve").PostAsync($"{Root}approve", Body());
        var second = await As(registry, "bob").PostAsync($"{Root}approve", Body());

        (first.Status, first.ErrorCode).ShouldBe((409, "RESOURCE_CONFLICT"));
        first.Message.ShouldNotBeNull().ShouldContain("needs 1 more approval of 2");
        second.Status.ShouldBe(200, second.Message);
        (await registry.StageOfAsync(1)).ShouldBe("Production");
    }

    [Fact]
    public async Task Who_asked_does_not_say_yes_and_changes_nothing_by_trying()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await CreateAsync(registry);

        var reply = await registry.Mlflow.PostAsync($"{Root}approve", Body(""", "archive_existing_versions": true"""));

        (reply.Status, reply.ErrorCode).ShouldBe((403, "PERMISSION_DENIED"));
        (await registry.OpenOneAsync()).ArchiveExistingVersions.ShouldBeFalse();
        await registry.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData("false", "Production")]
    [InlineData("true", "Archived")]
    public async Task Who_says_yes_says_whether_the_holders_go(string archive, string stageOfTheOther)
    {
        await using var registry = await GatedRegistry.StartAsync(
            GatedRegistry.Rules.Replace("occupancy: one", "occupancy: many", StringComparison.Ordinal)
        );
        await registry.PromoteAsync(2);
        await registry.PrepareAsync(1);
        await CreateAsync(registry);

        var reply = await As(registry, "eve")
            .PostAsync($"{Root}approve", Body($$""", "archive_existing_versions": {{archive}}"""));

        reply.Status.ShouldBe(200, reply.Message);
        (await registry.StageOfAsync(1)).ShouldBe("Production");
        (await registry.StageOfAsync(2)).ShouldBe(stageOfTheOther);
    }

    [Fact]
    public async Task A_no_ends_the_request()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await CreateAsync(registry);

        var reply = await As(registry, "eve").PostAsync($"{Root}reject", Body(""", "comment": "too early" """));

        reply.Status.ShouldBe(200, reply.Message);
        ((string?)reply.Json["activity"]!["activity_type"]).ShouldBe("REJECTED_REQUEST");
        ((string?)reply.Json["activity"]!["system_comment"]).ShouldBe("Rejected by eve: too early.");
        (await ListAsync(registry)).ShouldBeEmpty();
        (await As(registry, "eve").PostAsync($"{Root}approve", Body())).Status.ShouldBe(404);
        await registry.ShouldBeUntouchedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_is_taken_back_by_who_made_it_in_the_query_or_in_the_body(bool inQuery)
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await CreateAsync(registry);

        var other = await DeleteAsync(As(registry, "eve"), inQuery, "ana");
        var unknown = await DeleteAsync(registry.Mlflow, inQuery, "eve");
        (await ListAsync(registry)).Count.ShouldBe(1);
        var own = await DeleteAsync(registry.Mlflow, inQuery, "ana");

        (other.Status, unknown.Status).ShouldBe((403, 404));
        own.Status.ShouldBe(200, own.Message);
        ((string?)own.Json["activity"]!["activity_type"]).ShouldBe("CANCELLED_REQUEST");
        (await ListAsync(registry)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_has_the_open_requests_of_that_version_only()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await registry.PrepareAsync(2);
        await CreateAsync(registry);
        await registry.Mlflow.PostAsync($"{Root}create", """{"name": "m", "version": "2", "stage": "Production"}""");

        var listed = await ListAsync(registry);

        ((string?)listed.ShouldHaveSingleItem()!["to_stage"]).ShouldBe("Production");
        (await registry.Server.Api.Promotions.ListAsync("m", onlyOpen: true)).Promotions.Count.ShouldBe(2);
        (await registry.Mlflow.GetAsync($"{Root}list", ("name", "m"), ("version", "9"))).ErrorCode.ShouldBe(
            "RESOURCE_DOES_NOT_EXIST"
        );
    }

    [Fact]
    public async Task Where_nobodys_yes_is_asked_for_a_request_moves_the_version_and_a_yes_finds_it_there()
    {
        await using var registry = await GatedRegistry.StartAsync(GatedRegistry.Unattended);
        await registry.PrepareAsync(1);

        var asked = await CreateAsync(registry);
        var yes = await As(registry, "eve").PostAsync($"{Root}approve", Body());

        asked.Status.ShouldBe(200, asked.Message);
        asked.Json["request"]!["available_actions"]!.AsArray().ShouldBeEmpty();
        (await registry.StageOfAsync(1)).ShouldBe("Production");
        yes.Status.ShouldBe(200, yes.Message);
        ((string?)yes.Json["activity"]!["activity_type"]).ShouldBe("APPLIED_TRANSITION");
        ((string?)yes.Json["activity"]!["user_id"]).ShouldBe("ana");
    }

    [Fact]
    public async Task Only_who_could_approve_is_offered_to()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        await CreateAsync(registry);

        var ofOther = await As(registry, "eve").GetAsync($"{Root}list", ("name", "m"), ("version", "1"));
        var ofAsker = await ListAsync(registry);

        Actions(ofOther.Json["requests"]![0]!).ShouldBe("APPROVE_TRANSITION_REQUEST REJECT_TRANSITION_REQUEST");
        Actions(ofAsker[0]!).ShouldBe("REJECT_TRANSITION_REQUEST CANCEL_TRANSITION_REQUEST");
    }

    [Fact]
    public async Task A_request_whose_gates_fail_is_refused_with_what_is_not_met()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1, accuracy: 0.5);

        var reply = await CreateAsync(registry);

        (reply.Status, reply.ErrorCode).ShouldBe((409, "RESOURCE_CONFLICT"));
        reply.Message.ShouldNotBeNull().ShouldContain("accuracy = 0.5; required ≥ 0.9");
        (await ListAsync(registry)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_request_twice_names_the_one_that_is_open()
    {
        await using var registry = await GatedRegistry.StartAsync();
        await registry.PrepareAsync(1);
        var first = await CreateAsync(registry);

        var second = await CreateAsync(registry);

        (second.Status, second.ErrorCode).ShouldBe((409, "RESOURCE_CONFLICT"));
        ((string?)second.Json["promotion"]).ShouldBe((string?)first.Json["request"]!["id"]);
        second
            .Message.ShouldNotBeNull()
            .ShouldContain("Version 1 of 'm' is not in Production yet: needs 1 approval of 1");
    }

    [Theory]
    [InlineData("create", """{"version": "1", "stage": "Production"}""", "'name'")]
    [InlineData("create", """{"name": "m", "stage": "Production"}""", "'version'")]
    [InlineData("approve", """{"name": "m", "version": "1"}""", "'stage'")]
    [InlineData("reject", """{"name": "m", "version": "one", "stage": "Production"}""", "must be an integer")]
    [InlineData("create", """{"name": "m", "version": "1", "stage": "Live"}""", "Invalid Model Version stage: Live")]
    public async Task What_is_missing_or_wrong_is_named_and_nothing_happens(string call, string body, string word)
    {
        await using var registry = await GatedRegistry.StartAsync();

        var reply = await registry.Mlflow.PostAsync(Root + call, body);

        (reply.Status, reply.ErrorCode).ShouldBe((400, "INVALID_PARAMETER_VALUE"));
        reply.Message.ShouldNotBeNull().ShouldContain(word);
        (await registry.Server.Api.Promotions.ListAsync("m")).Promotions.ShouldBeEmpty();
    }

    private static MlflowClient As(GatedRegistry registry, string actor) => new(registry.Server, actor);

    private static string Body(string more = "") => $"{{{Named}{more}}}";

    private static Task<Reply> CreateAsync(GatedRegistry registry, string? comment = null) =>
        registry.Mlflow.PostAsync($"{Root}create", Body(comment is null ? "" : $", \"comment\": \"{comment}\""));

    private static Task<Reply> DeleteAsync(MlflowClient client, bool inQuery, string creator) =>
        inQuery
            ? client.SendAsync(
                HttpMethod.Delete,
                $"{Root}delete?name=m&version=1&stage=Production&creator={creator}",
                null
            )
            : client.DeleteAsync($"{Root}delete", Body($", \"creator\": \"{creator}\""));

    private static async Task<JsonArray> ListAsync(GatedRegistry registry)
    {
        var reply = await registry.Mlflow.GetAsync($"{Root}list", ("name", "m"), ("version", "1"));
        reply.Status.ShouldBe(200, reply.Message);
        return reply.Json["requests"]!.AsArray();
    }

    private static string Actions(JsonNode request) =>
        string.Join(' ', request["available_actions"]!.AsArray().Select(action => (string?)action));

    private static string Keys(JsonNode node) => string.Join(' ', node.AsObject().Select(pair => pair.Key));
}
