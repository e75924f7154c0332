using Gradus.Protocol.Client;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Server.Tests.Api;

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
}
