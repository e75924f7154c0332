using System.Net;

namespace Gradus.Server.Tests.Promotions.Entrances;

/// <summary>Tags that begin with "gradus." are Gradus's own: no client writes them, not even while it registers something.</summary>
public sealed class ReservedTagTests
{
    [Trait("Abuse", "36")]
    [Theory]
    [InlineData("registered-models/create", """{"name": "new", "tags": [{"key": "gradus.x", "value": "1"}]}""")]
    [InlineData("registered-models/set-tag", """{"name": "m", "key": "gradus.x", "value": "1"}""")]
    [InlineData("registered-models/set-tag", """{"name": "m", "key": "GRADUS.x", "value": "1"}""")]
    [InlineData(
        "model-versions/create",
        """{"name": "m", "source": "s3://b/2", "tags": [{"key": "a", "value": "1"}, {"key": "Gradus.x", "value": "1"}]}"""
    )]
    [InlineData("model-versions/set-tag", """{"name": "m", "version": "1", "key": "gradus.x", "value": "1"}""")]
    public async Task MLflows_calls_do_not_write_one(string path, string body)
    {
        await using var registry = await GatedRegistry.StartAsync(versions: 1);

        var reply = await registry.Mlflow.PostAsync(path, body);

        (reply.Status, reply.ErrorCode).ShouldBe((403, "PERMISSION_DENIED"));
        reply.Message.ShouldNotBeNull().ShouldContain("is reserved");
        await ShouldBeCleanAsync(registry);
    }

    [Theory]
    [InlineData("registered-models/delete-tag", """{"name": "m", "key": "gradus.x"}""")]
    [InlineData("model-versions/delete-tag", """{"name": "m", "version": "1", "key": "gradus.x"}""")]
    public async Task MLflows_calls_do_not_delete_one(string path, string body)
    {
        await using var registry = await GatedRegistry.StartAsync(versions: 1);

        (await registry.Mlflow.DeleteAsync(path, body)).ErrorCode.ShouldBe("PERMISSION_DENIED");
    }

    [Theory]
    [InlineData("POST", "models", """{"name":"new","tags":[{"key":"gradus.x","value":"1"}]}""")]
    [InlineData("PUT", "models/m/tags/gradus.x", """{"value":"1"}""")]
    [InlineData("DELETE", "models/m/tags/gradus.x", null)]
    [InlineData("POST", "models/m/versions", """{"source":"s3://b/2","tags":[{"key":"gradus.x","value":"1"}]}""")]
    [InlineData("PUT", "models/m/versions/1/tags/gradus.x", """{"value":"1"}""")]
    [InlineData("PUT", "models/m/versions/1/tags/gradus.a/b", """{"value":"1"}""")]
    [InlineData("DELETE", "models/m/versions/1/tags/gradus.x", null)]
    public async Task The_native_api_neither(string method, string path, string? body)
    {
        await using var registry = await GatedRegistry.StartAsync(versions: 1);

        var answer = await registry.SendAsync("ana", method, path, body);

        answer.ShouldBeRefused(HttpStatusCode.Forbidden, "forbidden").Detail!.ShouldContain("is reserved");
        await ShouldBeCleanAsync(registry);
    }

    private static async Task ShouldBeCleanAsync(GatedRegistry registry)
    {
        (await registry.SendAsync("ana", "GET", "models/new")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await registry.SendAsync("ana", "GET", "models/m/versions/2")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await registry.SendAsync("ana", "GET", "models/m")).Text.ShouldNotContain("gradus", Case.Insensitive);
        (await registry.SendAsync("ana", "GET", "models/m/versions/1")).Text.ShouldNotContain(
            "gradus.",
            Case.Insensitive
        );
    }
}
