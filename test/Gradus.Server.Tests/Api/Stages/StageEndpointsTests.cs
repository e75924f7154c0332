using System.Net;
using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Api.Stages;

public sealed class StageEndpointsTests
{
    [Fact]
    public async Task A_new_registry_has_five_stages_in_their_order()
    {
        await using var server = await TestServer.StartAsync();

        var stages = await server.Api.Stages.ListAsync();

        stages
            .Stages.Select(stage => stage.Name)
            .ShouldBe(["None", "Development", "Staging", "Production", "Archived"]);
        stages.Stages.Select(stage => stage.Position).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public async Task A_new_stage_goes_before_the_archive_and_versions_can_be_moved_to_it()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Stages.CreateAsync(new CreateStageDto("Canary", "A little traffic.", "one"));
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Source: "s3://bucket/1"));

        var moved = await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Canary"));

        moved.Version.Stage.ShouldBe("Canary");
        var stage = await server.Api.Stages.GetAsync("Canary");
        stage.ShouldBe(new StageDto("Canary", 4, "A little traffic.", "active", "one"));
    }

    [Theory]
    [InlineData("Qa")]
    [InlineData("qa")]
    public async Task Two_stages_that_differ_only_by_case_cannot_both_be_registered(string second)
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Stages.CreateAsync(new CreateStageDto("Qa"));

        var refusal = await Should.ThrowAsync<GradusException>(() =>
            server.Api.Stages.CreateAsync(new CreateStageDto(second))
        );

        refusal.Code.ShouldBe("already_exists");
        (await server.Api.Stages.ListAsync()).Stages.Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_stage_that_holds_a_version_is_not_deleted_until_it_is_empty()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Source: "s3://bucket/1"));
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));

        var refusal = await Should.ThrowAsync<GradusException>(() => server.Api.Stages.DeleteAsync("Staging"));
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("None"));
        await server.Api.Stages.DeleteAsync("Staging");

        refusal.Code.ShouldBe("conflict");
        refusal.Message.ShouldContain("it holds 1 version");
        (await server.Api.Stages.ListAsync()).Stages.Select(stage => stage.Position).ShouldBe([0, 1, 2, 3]);
    }

    [Theory]
    [InlineData("Production", "Stage 'Production' does not exist. Registered stages:")]
    [InlineData("staging", "Stage 'staging' does not exist. Did you mean 'Staging'? Registered stages:")]
    public async Task An_unknown_stage_is_refused_with_what_there_is_and_how_to_create_it(string stage, string sentence)
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Stages.DeleteAsync("Production");
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        await server.Api.Versions.CreateAsync("m", new CreateVersionDto(Source: "s3://bucket/1"));

        var refusal = await Should.ThrowAsync<GradusException>(() =>
            server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto(stage))
        );

        refusal.Code.ShouldBe("stage_not_found");
        refusal.Message.ShouldStartWith(sentence);
        refusal.Message.ShouldEndWith($"gradus stages create --name {stage}");
        (await server.Api.Versions.GetAsync("m", 1)).Stage.ShouldBe("None");
    }

    [Fact]
    public async Task A_stage_is_described_moved_and_narrowed()
    {
        await using var server = await TestServer.StartAsync();

        var changed = await server.Api.Stages.UpdateAsync("Production", new UpdateStageDto("Live.", "one", 1));

        changed.ShouldBe(new StageDto("Production", 1, "Live.", "active", "one"));
        (await server.Api.Stages.ListAsync())
            .Stages.Select(stage => stage.Name)
            .ShouldBe(["None", "Production", "Development", "Staging", "Archived"]);
    }

    [Fact]
    public async Task A_stage_that_holds_several_versions_of_a_model_is_not_narrowed_to_one()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.RegisterAsync("m", "two");
        await server.Api.Versions.TransitionAsync("m", 1, new TransitionRequestDto("Staging"));
        await server.Api.Versions.TransitionAsync("m", 2, new TransitionRequestDto("Staging"));

        var answer = await server.SendAsync("PATCH", "/api/v1/stages/Staging", """{"occupancy":"one"}""");

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain("several of 'm'");
        (await server.Api.Stages.GetAsync("Staging")).Occupancy.ShouldBe("many");
    }

    [Theory]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":"a/b"}""")]
    [InlineData("""{"name":"a:b"}""")]
    [InlineData("""{"name":"a@b"}""")]
    [InlineData("""{"name":"a\u0007b"}""")]
    [InlineData("""{"name":" a"}""")]
    [InlineData("""{"name":"42"}""")]
    [InlineData("""{"name":"Latest"}""")]
    [InlineData("""{"name":"0123456789012345678901234567890123456789012345678901234567890123x"}""")]
    [InlineData("""{"name":"Qa","occupancy":"two"}""")]
    [InlineData("""{"name":"Qa","position":-1}""")]
    [InlineData("""{"name":"Qa","position":99}""")]
    [InlineData("""{"name":"Qa","position":"first"}""")]
    public async Task What_is_no_stage_is_refused_and_none_is_created(string json)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync("POST", "/api/v1/stages", json);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        (await server.Api.Stages.ListAsync()).Stages.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("None", "new versions start there")]
    [InlineData("Archived", "displaced versions go there")]
    public async Task The_first_and_the_archive_stage_are_not_deleted(string stage, string why)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync("DELETE", $"/api/v1/stages/{stage}");

        answer.ShouldBeRefused(HttpStatusCode.Conflict, "conflict").Detail!.ShouldContain(why);
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("PATCH", """{"description":"x"}""")]
    [InlineData("DELETE", null)]
    public async Task An_unknown_stage_is_refused_by_every_route(string method, string? json)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.SendAsync(method, "/api/v1/stages/production", json);

        answer
            .ShouldBeRefused(HttpStatusCode.NotFound, "stage_not_found")
            .Detail!.ShouldStartWith("Stage 'production' does not exist. Did you mean 'Production'?");
    }
}
