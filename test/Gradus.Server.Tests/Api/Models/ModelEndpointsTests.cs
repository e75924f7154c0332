using System.Net;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Api.Models;

public sealed class ModelEndpointsTests
{
    [Fact]
    public async Task A_registered_model_is_answered_with_all_it_was_given()
    {
        await using var server = await TestServer.StartAsync();

        var created = await server.Api.Models.CreateAsync(
            new CreateModelDto(
                "fraud detector",
                "Finds fraud.",
                [new TagDto("team/owner", "risk"), new TagDto("k", "")]
            )
        );

        created.Name.ShouldBe("fraud detector");
        created.Description.ShouldBe("Finds fraud.");
        created.Tags.ShouldBe([new TagDto("k", ""), new TagDto("team/owner", "risk")], ignoreOrder: true);
        var read = await server.Api.Models.GetAsync("fraud detector");
        read.Tags.ShouldBe(created.Tags);
        read.CreatedAt.ShouldBe(created.CreatedAt);
    }

    [Fact]
    public async Task A_created_model_says_where_it_is()
    {
        await using var server = await TestServer.StartAsync();

        using var body = new StringContent("""{"name":"a b%c"}""", null, "application/json");
        using var answer = await server.Http.PostAsync("/api/v1/models", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        answer.Headers.Location!.OriginalString.ShouldBe("/api/v1/models/a%20b%25c");
        (await server.Api.Models.GetAsync("a b%c")).Name.ShouldBe("a b%c");
    }

    [Fact]
    public async Task The_same_name_twice_is_refused_and_the_first_stays_as_it_was()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m", "First."));

        var answer = await server.SendAsync("POST", "/api/v1/models", """{"name":"m","description":"Second."}""");

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "already_exists").Subject.ShouldBe("m");
        (await server.Api.Models.GetAsync("m")).Description.ShouldBe("First.");
    }

    [Fact]
    public async Task A_model_is_described_and_renamed_with_its_versions_aliases_tags_and_history()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("before", "bytes");
        await server.Api.Versions.TransitionAsync("before", 1, new TransitionRequestDto("Staging"));
        await server.Api.Models.SetAliasAsync("before", "champion", 1);

        await server.Api.Models.UpdateAsync("before", new UpdateModelDto(Description: "Better words."));
        var renamed = await server.Api.Models.UpdateAsync("before", new UpdateModelDto(Name: "after"));

        renamed.Description.ShouldBe("Better words.");
        renamed.LatestVersions.Single().Model.ShouldBe("after");
        (await server.Api.Models.GetByAliasAsync("after", "champion")).Version.ShouldBe(1);
        (await server.Api.History.ListAsync("after")).Transitions.Select(t => t.To).ShouldBe(["Staging", "None"]);
        (await server.SendAsync("GET", "/api/v1/models/before")).ShouldBeRefused(
            HttpStatusCode.NotFound,
            "model_not_found"
        );
    }

    [Fact]
    public async Task A_model_is_not_renamed_to_a_name_that_is_taken()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("a"));
        await server.Api.Models.CreateAsync(new CreateModelDto("b"));

        var answer = await server.SendAsync("PATCH", "/api/v1/models/a", """{"name":"b"}""");

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "already_exists");
        (await server.Api.Models.GetAsync("a")).Name.ShouldBe("a");
    }

    [Theory]
    [InlineData("{}", "Nothing to change: give 'name' or 'description'.")]
    [InlineData(
        """{"name":"x","description":"y"}""",
        "Rename and describe in two requests: give 'name' or 'description'."
    )]
    [InlineData("""{"name":"x/y"}""", "Invalid model name 'x/y'. Names cannot contain '/' or ':'.")]
    public async Task A_change_that_makes_no_sense_is_refused(string json, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));

        var answer = await server.SendAsync("PATCH", "/api/v1/models/m", json);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Detail.ShouldBe(sentence);
    }

    [Fact]
    public async Task A_deleted_model_is_gone_with_its_versions_and_its_history_stays()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "bytes");

        await server.Api.Models.DeleteAsync("m");

        (await server.SendAsync("GET", "/api/v1/models/m")).ShouldBeRefused(HttpStatusCode.NotFound, "model_not_found");
        (await server.SendAsync("GET", "/api/v1/models/m/versions/1")).Status.ShouldBe(HttpStatusCode.NotFound);
        var history = await server.Api.History.ListAsync("m");
        history.Transitions.Select(t => (t.From, t.To)).ShouldBe([("None", null), (null, "None")]);
    }

    [Theory]
    [InlineData("GET", "/api/v1/models/nope", null)]
    [InlineData("PATCH", "/api/v1/models/nope", """{"name":"x"}""")]
    [InlineData("PATCH", "/api/v1/models/nope", """{"description":"x"}""")]
    [InlineData("DELETE", "/api/v1/models/nope", null)]
    [InlineData("PUT", "/api/v1/models/nope/tags/k", """{"value":"v"}""")]
    [InlineData("DELETE", "/api/v1/models/nope/tags/k", null)]
    [InlineData("GET", "/api/v1/models/nope/aliases/a", null)]
    [InlineData("PUT", "/api/v1/models/nope/aliases/a", """{"version":1}""")]
    [InlineData("DELETE", "/api/v1/models/nope/aliases/a", null)]
    [InlineData("GET", "/api/v1/models/nope/latest", null)]
    [InlineData("POST", "/api/v1/models/nope/versions", """{"source":"s3://b/1"}""")]
    [InlineData("GET", "/api/v1/models/nope/versions/1/manifest", null)]
    [InlineData("GET", "/api/v1/models/nope/history", null)]
    [InlineData("GET", "/api/v1/models/nope/stages/Production/holders", null)]
    [InlineData("GET", "/api/v1/models/nope/promotions", null)]
    [InlineData("POST", "/api/v1/models/nope/promotions", """{"stage":"Staging","version":1}""")]
    [InlineData("POST", "/api/v1/models/nope/versions/1/transitions", """{"stage":"Staging"}""")]
    public async Task An_unknown_model_is_named_in_the_refusal_of_every_route(string method, string path, string? json)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync(method, path, json);

        var problem = answer.ShouldBeRefused(HttpStatusCode.NotFound, "model_not_found");
        problem.Detail.ShouldBe("Registered model 'nope' does not exist.");
        problem.Subject.ShouldBe("nope");
    }

    [Trait("Abuse", "19")]
    [Fact]
    public async Task A_name_with_an_encoded_slash_is_no_other_route()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "bytes");

        (await server.SendAsync("DELETE", "/api/v1/models/m%2Fversions%2F1")).Status.ShouldBe(HttpStatusCode.NotFound);

        (await server.Api.Versions.GetAsync("m", 1)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Fifty_clients_registering_one_name_make_one_model()
    {
        await using var server = await TestServer.StartAsync();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async i =>
                {
                    try
                    {
                        await server.Api.Models.CreateAsync(new CreateModelDto("m", $"{i}"));
                        return "created";
                    }
                    catch (GradusException e)
                    {
                        return e.Code;
                    }
                })
        );

        outcomes.Count(outcome => outcome == "created").ShouldBe(1);
        outcomes.Count(outcome => outcome == "already_exists").ShouldBe(49);
    }
}
