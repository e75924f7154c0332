using System.Net;
using System.Net.Http.Headers;
using Gradus.Protocol.Identities;

namespace Gradus.Server.Tests.Auth;

/// <summary>What those who are let in may see and do.</summary>
public sealed class PermissionTests
{
    private const string ByModel = """
        version: 1
        roles:
          fraud-team: [ana, "group:investigators"]
        permissions:
          - { allow: [read, register, request, promote], to: [fraud-team], models: ["fraud*"] }
          - { allow: [approve], to: ["group:risk"] }
          - { allow: [apply-policy], to: [root] }
        stages:
          - name: Production
            approvals: { required: 1, four_eyes: true }
        """;

    [Trait("Abuse", "33")]
    [Fact]
    public async Task Another_teams_model_is_not_there()
    {
        await using var registry = await Secured.StartAsync(ByModel, "ana");

        (await registry.SendAsync("ana", "GET", "/api/v1/models/fraud")).Status.ShouldBe(HttpStatusCode.OK);
        foreach (
            var (method, path, json) in new (string, string, string?)[]
            {
                ("GET", "/api/v1/models/churn", null),
                ("GET", "/api/v1/models/churn/versions/1", null),
                ("GET", "/api/v1/models/churn/history", null),
                ("GET", "/api/2.0/mlflow/registered-models/get?name=churn", null),
                ("GET", "/ajax-api/2.0/mlflow/model-versions/get?name=churn&version=1", null),
                ("PATCH", "/api/v1/models/churn", """{"description":"x"}"""),
                ("DELETE", "/api/v1/models/churn", null),
                ("POST", "/api/v1/models/churn/versions/1/transitions", """{"stage":"Staging"}"""),
                ("DELETE", "/api/2.0/mlflow/registered-models/delete", """{"name":"churn"}"""),
                (
                    "POST",
                    "/api/2.0/mlflow/model-versions/transition-stage",
                    """{"name":"churn","version":"1","stage":"Staging"}"""
                ),
            }
        )
        {
            var answer = await registry.SendAsync("ana", method, path, json);
            answer.Status.ShouldBe(HttpStatusCode.NotFound, $"{method} {path}: {answer.Text}");
        }

        (await registry.Server.Api.Models.GetAsync("churn")).Description.ShouldBeNull();
        (await registry.Server.Api.Versions.GetAsync("churn", 1)).Stage.ShouldBe("None");
    }

    [Theory]
    [InlineData("/api/v1/models")]
    [InlineData("/api/v1/versions")]
    [InlineData("/api/v1/promotions")]
    [InlineData("/api/2.0/mlflow/registered-models/search")]
    [InlineData("/api/2.0/mlflow/model-versions/search")]
    public async Task Lists_leave_out_what_one_may_not_see(string path)
    {
        await using var registry = await Secured.StartAsync(null, "ana");
        foreach (var model in (string[])["fraud", "churn"])
        {
            await registry.Server.SendAsync(
                "POST",
                $"/api/v1/models/{model}/promotions",
                """{"version":1,"stage":"Staging"}"""
            );
        }

        await registry.Server.Api.Policy.ApplyAsync(ByModel);

        var seen = await registry.SendAsync("ana", "GET", path);

        seen.Status.ShouldBe(HttpStatusCode.OK, seen.Text);
        seen.Text.ShouldContain("fraud");
        seen.Text.ShouldNotContain("churn");
    }

    [Trait("Abuse", "8")]
    [Fact]
    public async Task What_is_made_of_another_teams_version_is_refused()
    {
        await using var registry = await Secured.StartAsync(ByModel, "ana");

        (
            await registry.SendAsync(
                "ana",
                "POST",
                "/api/2.0/mlflow/model-versions/create",
                """{"name":"fraud","source":"models:/churn/1"}"""
            )
        ).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await registry.SendAsync("ana", "POST", "/api/v1/models", """{"name":"churn-2"}""")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await registry.SendAsync("ana", "PATCH", "/api/v1/models/fraud", """{"name":"churn-2"}""")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task A_group_gives_what_its_members_may_from_the_next_request_on()
    {
        await using var registry = await Secured.StartAsync(ByModel, "ana", "ida");
        (await registry.SendAsync("ida", "GET", "/api/v1/models/fraud")).Status.ShouldBe(HttpStatusCode.NotFound);

        await registry.Server.Api.Groups.CreateAsync(new CreateGroupDto("investigators"));
        await registry.Server.Api.Groups.AddAsync("investigators", "ida");

        (await registry.SendAsync("ida", "GET", "/api/v1/models/fraud")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_permits_no_more_than_it_is_narrowed_to()
    {
        await using var registry = await Secured.StartAsync(null, "ana");
        var made = await registry.Server.Api.Tokens.CreateAsync(
            new CreateTokenDto("ana", Actions: ["read", "request"], Models: ["fraud"])
        );
        var narrow = new AuthenticationHeaderValue("Bearer", made.Secret);

        (await registry.SendWithAsync(narrow, "GET", "/api/v1/models/fraud")).Status.ShouldBe(HttpStatusCode.OK);
        (await registry.SendWithAsync(narrow, "GET", "/api/v1/models/churn")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await registry.SendWithAsync(narrow, "PATCH", "/api/v1/models/fraud", """{"description":"x"}"""))
            .ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden")
            .Detail.ShouldNotBeNull()
            .ShouldContain("narrowed to: read, request");
        (await registry.SendWithAsync(narrow, "POST", "/api/v1/tokens", "{}")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
    }

    [Fact]
    public async Task A_token_narrowed_to_models_stops_lifts_changes_and_administers_nothing_that_concerns_them_all()
    {
        await using var registry = await Secured.StartAsync(null, "ana");
        var api = registry.Server.Api;
        var hold = await api.Holds.PutAsync(new("line", "incident"));
        var made = await api.Tokens.CreateAsync(new CreateTokenDto("ana", Models: ["fraud"]));
        var root = await api.Tokens.CreateAsync(new CreateTokenDto("admin", Models: ["fraud"]));
        (string Method, string Path, string? Body)[] calls =
        [
            ("POST", "/api/v1/holds", """{"kind":"line","reason":"mine"}"""),
            ("POST", $"/api/v1/holds/{hold.Id}/lift", "{}"),
            ("DELETE", "/api/v1/datasets/holdout", null),
            ("POST", "/api/v1/policy", """{"text":"version: 1"}"""),
            ("POST", "/api/v1/users", """{"name":"eve"}"""),
            ("POST", "/api/v1/stages", """{"name":"Mine"}"""),
        ];

        foreach (var secret in new[] { made.Secret, root.Secret })
        {
            var narrow = new AuthenticationHeaderValue("Bearer", secret);
            foreach (var (method, path, body) in calls)
            {
                (await registry.SendWithAsync(narrow, method, path, body)).ShouldBeRefused(
                    HttpStatusCode.Forbidden,
                    "forbidden"
                );
            }
        }
    }

    [Trait("Abuse", "37")]
    [Fact]
    public async Task Ones_own_request_is_not_approved_with_a_second_token_nor_by_a_service_account()
    {
        await using var registry = await Secured.StartAsync(null, "ana", "bo");
        var api = registry.Server.Api;
        await api.Users.CreateAsync(new CreateUserDto("bot", "service"));
        await api.Policy.ApplyAsync(
            """
            version: 1
            stages:
              - name: Production
                approvals: { required: 1, four_eyes: true }
            """
        );
        await registry.SendAsync(
            "ana",
            "POST",
            "/api/v1/models/fraud/promotions",
            """{"version":1,"stage":"Production"}"""
        );
        var id = (await api.Promotions.ListAsync("fraud")).Promotions.Single().Id;
        async Task<HttpStatusCode> ApproveAsync(string user)
        {
            var token = (await api.Tokens.CreateAsync(new CreateTokenDto(user))).Secret;
            var say = await registry.SendWithAsync(
                new("Bearer", token),
                "POST",
                $"/api/v1/promotions/{id}/approvals",
                """{"decision":"approve"}"""
            );
            return say.Status;
        }

        (await ApproveAsync("ana")).ShouldBe(HttpStatusCode.Forbidden);
        (await ApproveAsync("bot")).ShouldBe(HttpStatusCode.Forbidden);
        (await api.Versions.GetAsync("fraud", 1)).Stage.ShouldBe("None");
        (await ApproveAsync("bo")).ShouldBe(HttpStatusCode.OK);
        (await api.Promotions.GetAsync(id)).Phase.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task That_a_service_account_approves_nothing_is_told_whatever_the_policy_allows_it()
    {
        await using var registry = await Secured.StartAsync(ByModel, "ana");
        var api = registry.Server.Api;
        await api.Users.CreateAsync(new CreateUserDto("bot", "service"));
        await api.Groups.CreateAsync(new CreateGroupDto("risk"));
        await api.Groups.AddAsync("risk", "bot");

        var may = await api.Access.MayAsync("bot", "approve", "fraud", "Production");

        (may.Allowed, may.Rule).ShouldBe((false, "'bot' is a service account, and an approval is a person's"));
    }

    [Fact]
    public async Task Who_may_do_what_is_told_with_the_rule()
    {
        await using var registry = await Secured.StartAsync(ByModel, "ana");
        var access = registry.Server.Api.Access;

        var may = await access.MayAsync("ana", "promote", "fraud", "Production");
        var mayNot = await access.MayAsync("ana", "promote", "churn", "Production");

        (may.Allowed, may.Rule).ShouldBe(
            (true, "permission 1 of the policy allows read, register, request, promote to fraud-team")
        );
        (mayNot.Allowed, mayNot.Rule).ShouldBe((false, "no permission of the policy allows 'promote' to 'ana' there"));
        (await access.MayAsync("admin", "administer")).Rule.ShouldBe("'admin' is one of the administrators");
        (await registry.SendAsync("ana", "GET", "/api/v1/users/admin/permissions/read")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await registry.SendAsync("ana", "GET", "/api/v1/users/ana/permissions/fly")).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalid"
        );
        (await registry.SendAsync("ana", "GET", "/api/v1/users/ana/permissions/promote?stage=production"))
            .ShouldBeRefused(HttpStatusCode.NotFound, "stage_not_found")
            .Detail!.ShouldStartWith("Stage 'production' does not exist. Did you mean 'Production'?");
    }
}
