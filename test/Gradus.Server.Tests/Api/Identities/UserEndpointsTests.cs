using System.Net;
using Gradus.Protocol.Client;
using Gradus.Protocol.Identities;

namespace Gradus.Server.Tests.Api.Identities;

public sealed class UserEndpointsTests
{
    [Fact]
    public async Task A_user_is_created_read_disabled_enabled_and_deleted()
    {
        await using var server = await TestServer.StartAsAdministratorAsync(new SteppingTime());

        var created = await server.Api.Users.CreateAsync(new CreateUserDto("ana@example.org", Description: "Ana."));

        (created.Name, created.Kind, created.Description, created.CreatedBy).ShouldBe(
            ("ana@example.org", "person", "Ana.", "admin")
        );
        (await server.Api.Users.GetAsync("ana@example.org")).CreatedAt.ShouldBe(created.CreatedAt);
        var disabled = await server.Api.Users.DisableAsync("ana@example.org");
        disabled.DisabledAt.ShouldNotBeNull().ShouldBeGreaterThan(created.CreatedAt);
        (await server.Api.Users.GetAsync("ana@example.org")).DisabledAt.ShouldBe(disabled.DisabledAt);
        (await server.Api.Users.EnableAsync("ana@example.org")).DisabledAt.ShouldBeNull();
        await server.Api.Users.DeleteAsync("ana@example.org");
        (await server.SendAsync("GET", "/api/v1/users/ana@example.org"))
            .ShouldBeRefused(HttpStatusCode.NotFound, "record_not_found")
            .Detail.ShouldBe("User 'ana@example.org' does not exist.");
    }

    [Fact]
    public async Task A_new_user_says_where_it_is()
    {
        await using var server = await TestServer.StartAsAdministratorAsync();

        using var answer = await server.SendRawAsync(
            HttpMethod.Post,
            "/api/v1/users",
            new StringContent("""{"name":"ci+bot","kind":"service"}""", null, "application/json"),
            TestContext.Current.CancellationToken
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.OriginalString.ShouldBe("/api/v1/users/ci%2Bbot");
        var there = await server.SendAsync("GET", answer.Headers.Location.OriginalString);
        there.Status.ShouldBe(HttpStatusCode.OK);
        there.Text.ShouldContain("\"kind\":\"service\"");
    }

    [Fact]
    public async Task Users_are_listed_page_by_page_also_of_one_kind()
    {
        await using var server = await TestServer.StartAsAdministratorAsync();
        foreach (var name in new[] { "dan", "ci", "ben", "ana" })
        {
            await server.Api.Users.CreateAsync(new CreateUserDto(name, name == "ci" ? "service" : "person"));
        }

        var first = await server.Api.Users.ListAsync("person", 3);
        var second = await server.Api.Users.ListAsync("person", 3, first.NextPageToken);

        first.Users.Select(user => user.Name).ShouldBe(["admin", "ana", "ben"]);
        second.Users.Select(user => user.Name).ShouldBe(["dan"]);
        second.NextPageToken.ShouldBeNull();
        (await server.Api.Users.ListAsync()).Users.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("""{"name":"a:b"}""", "name")]
    [InlineData("""{"name":"group:a"}""", "name")]
    [InlineData("""{"name":"*"}""", "name")]
    [InlineData("""{"name":"a\u0000"}""", "name")]
    [InlineData("""{"name":"anonymous"}""", "name")]
    [InlineData("""{"name":"a","kind":"robot"}""", "kind")]
    [InlineData("""{"name":"a","description":"\u0000"}""", "description")]
    public async Task What_is_no_user_is_refused(string json, string field)
    {
        await using var server = await TestServer.StartAsAdministratorAsync();

        var answer = await server.SendAsync("POST", "/api/v1/users", json);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe(field);
        (await server.Api.Users.ListAsync()).Users.ShouldHaveSingleItem().Name.ShouldBe("admin");
    }

    [Theory]
    [InlineData("/api/v1/users?kind=robot", "kind")]
    [InlineData("/api/v1/users?max_results=0", "max_results")]
    [InlineData("/api/v1/users?page_token=x", "page_token")]
    [InlineData("/api/v1/groups?max_results=1001", "max_results")]
    [InlineData("/api/v1/groups?page_token=x", "page_token")]
    [InlineData("/api/v1/tokens?user=a&everyone=true", "everyone")]
    [InlineData("/api/v1/tokens?max_results=-1", "max_results")]
    [InlineData("/api/v1/tokens?page_token=x", "page_token")]
    public async Task A_list_that_is_asked_for_wrongly_is_refused_with_what_is_wrong(string path, string field)
    {
        await using var server = await TestServer.StartAsAdministratorAsync();

        var answer = await server.SendAsync("GET", path);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe(field);
    }

    [Fact]
    public async Task A_name_that_is_taken_and_the_last_administrator_are_conflicts()
    {
        await using var server = await TestServer.StartAsAdministratorAsync();
        await server.Api.Users.CreateAsync(new CreateUserDto("ana"));

        (await server.SendAsync("POST", "/api/v1/users", """{"name":"Ana"}""")).ShouldBeRefused(
            HttpStatusCode.Conflict,
            "already_exists"
        );
        foreach (
            var (method, path) in new[]
            {
                ("DELETE", "/api/v1/users/admin"),
                ("POST", "/api/v1/users/admin/disable"),
                ("DELETE", "/api/v1/groups/administrators/members/admin"),
                ("DELETE", "/api/v1/groups/administrators"),
            }
        )
        {
            (await server.SendAsync(method, path)).ShouldBeRefused(HttpStatusCode.Conflict, "conflict");
        }

        var admin = await server.Api.Users.GetAsync("admin");
        (admin.DisabledAt, string.Join(' ', admin.Groups)).ShouldBe((null, "administrators"));
    }

    [Fact]
    public async Task Groups_are_created_filled_listed_and_deleted()
    {
        await using var server = await TestServer.StartAsAdministratorAsync();
        await server.Api.Users.CreateAsync(new CreateUserDto("ben"));
        await server.Api.Users.CreateAsync(new CreateUserDto("ana"));

        var created = await server.Api.Groups.CreateAsync(new CreateGroupDto("reviewers", "They review."));
        await server.Api.Groups.AddAsync("reviewers", "ben");
        await server.Api.Groups.AddAsync("reviewers", "ana");

        (created.Description, created.Members.Count).ShouldBe(("They review.", 0));
        (await server.Api.Groups.GetAsync("reviewers")).Members.ShouldBe(["ana", "ben"]);
        (await server.Api.Users.GetAsync("ana")).Groups.ShouldBe(["reviewers"]);
        var first = await server.Api.Groups.ListAsync(1);
        first.Groups.ShouldHaveSingleItem().Name.ShouldBe("administrators");
        (await server.Api.Groups.ListAsync(1, first.NextPageToken))
            .Groups.ShouldHaveSingleItem()
            .Members.Count.ShouldBe(2);
        await server.Api.Groups.RemoveAsync("reviewers", "ben");
        (await server.Api.Groups.GetAsync("reviewers")).Members.ShouldBe(["ana"]);
        await server.Api.Groups.DeleteAsync("reviewers");
        (await server.Api.Groups.ListAsync()).Groups.ShouldHaveSingleItem();
        var missing = await Should.ThrowAsync<GradusException>(() => server.Api.Groups.AddAsync("reviewers", "ana"));
        missing.Message.ShouldBe("Group 'reviewers' does not exist.");
    }
}
