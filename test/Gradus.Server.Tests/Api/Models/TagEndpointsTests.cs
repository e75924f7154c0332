using System.Net;
using Gradus.Protocol.Models;

namespace Gradus.Server.Tests.Api.Models;

public sealed class TagEndpointsTests
{
    [Theory]
    [InlineData("key")]
    [InlineData("team/owner")]
    [InlineData("a b.c-d_e:f")]
    [InlineData("ключ")]
    public async Task A_tag_is_set_changed_and_deleted_on_a_model_and_on_a_version(string key)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "bytes");

        await server.Api.Models.SetTagAsync("m", key, "1");
        await server.Api.Models.SetTagAsync("m", key, "2");
        await server.Api.Versions.SetTagAsync("m", 1, key, "3");
        (await server.Api.Models.GetAsync("m")).Tags.ShouldBe([new TagDto(key, "2")]);
        (await server.Api.Versions.GetAsync("m", 1)).Tags.ShouldBe([new TagDto(key, "3")]);

        await server.Api.Models.DeleteTagAsync("m", key);
        await server.Api.Versions.DeleteTagAsync("m", 1, key);
        (await server.Api.Models.GetAsync("m")).Tags.ShouldBeEmpty();
        (await server.Api.Versions.GetAsync("m", 1)).Tags.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a/b")]
    public async Task A_slash_in_a_key_may_be_encoded_or_not(string inPath)
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));

        (await server.SendAsync("PUT", $"/api/v1/models/m/tags/{inPath}", """{"value":"v"}""")).Status.ShouldBe(
            HttpStatusCode.NoContent
        );

        (await server.Api.Models.GetAsync("m")).Tags.ShouldBe([new TagDto("a/b", "v")]);
    }

    [Theory]
    [InlineData("a%0Ab")]
    [InlineData("a%25b")]
    [InlineData("a%2F..%2Fb")]
    [InlineData("a//b")]
    [InlineData("a%5Cb")]
    public async Task A_key_that_is_none_is_refused(string inPath)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "bytes");

        var onModel = await server.SendAsync("PUT", $"/api/v1/models/m/tags/{inPath}", """{"value":"v"}""");
        var onVersion = await server.SendAsync(
            "PUT",
            $"/api/v1/models/m/versions/1/tags/{inPath}",
            """{"value":"v"}"""
        );

        onModel.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("key");
        onVersion.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("key");
        (await server.Api.Models.GetAsync("m")).Tags.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_value_may_have_a_hundred_thousand_characters_and_no_more()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var longest = new string('x', 100_000);

        await server.Api.Models.SetTagAsync("m", "k", longest);
        var answer = await server.SendAsync("PUT", "/api/v1/models/m/tags/k", $$"""{"value":"{{longest}}y"}""");

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("value");
        (await server.Api.Models.GetAsync("m")).Tags.ShouldBe([new TagDto("k", longest)]);
    }

    [Fact]
    public async Task A_key_of_more_than_250_characters_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        var key = new string('k', 251);

        var answer = await server.SendAsync("PUT", $"/api/v1/models/m/tags/{key}", """{"value":"v"}""");

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Detail!.ShouldContain("250");
    }

    [Theory]
    [InlineData("PUT", """{"value":"v"}""")]
    [InlineData("DELETE", null)]
    public async Task A_tag_of_an_unknown_version_is_refused(string method, string? json)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "bytes");

        var answer = await server.SendAsync(method, "/api/v1/models/m/versions/2/tags/k", json);

        answer.ShouldBeRefused(HttpStatusCode.NotFound, "version_not_found").Subject.ShouldBe("2");
    }
}
