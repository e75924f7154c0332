using System.Net;
using Gradus.Protocol.Models;

namespace Gradus.Server.Tests.Api.Models;

public sealed class AliasEndpointsTests
{
    [Fact]
    public async Task An_alias_points_at_a_version_until_it_is_pointed_elsewhere_or_deleted()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.RegisterAsync("m", "two");

        await server.Api.Models.SetAliasAsync("m", "champion", 1);
        (await server.Api.Models.GetByAliasAsync("m", "champion")).Version.ShouldBe(1);
        await server.Api.Models.SetAliasAsync("m", "champion", 2);
        var pointed = await server.Api.Models.GetByAliasAsync("m", "champion");
        pointed.Version.ShouldBe(2);
        pointed.Aliases.ShouldBe(["champion"]);
        (await server.Api.Models.GetAsync("m")).Aliases.ShouldBe([new AliasDto("champion", 2)]);

        await server.Api.Models.DeleteAliasAsync("m", "champion");
        var answer = await server.SendAsync("GET", "/api/v1/models/m/aliases/champion");
        answer
            .ShouldBeRefused(HttpStatusCode.NotFound, "alias_not_found")
            .Detail.ShouldBe("Registered model 'm' has no alias 'champion'.");
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("v1")]
    [InlineData("a%20b")]
    [InlineData("a%2Fb")]
    [InlineData("a:b")]
    [InlineData("a%0Ab")]
    public async Task A_name_that_is_no_alias_is_refused(string alias)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        var answer = await server.SendAsync("PUT", $"/api/v1/models/m/aliases/{alias}", """{"version":1}""");

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("alias");
        (await server.Api.Models.GetAsync("m")).Aliases.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2")]
    [InlineData("0")]
    [InlineData("-1")]
    public async Task An_alias_of_an_unknown_version_is_refused(string version)
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");

        var answer = await server.SendAsync("PUT", "/api/v1/models/m/aliases/a", $$"""{"version":{{version}}}""");

        answer.ShouldBeRefused(HttpStatusCode.NotFound, "version_not_found").Subject.ShouldBe(version);
        (await server.Api.Models.GetAsync("m")).Aliases.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_version_takes_its_aliases_along()
    {
        await using var server = await TestServer.StartAsync();
        await server.RegisterAsync("m", "one");
        await server.Api.Models.SetAliasAsync("m", "champion", 1);

        await server.Api.Versions.DeleteAsync("m", 1);

        (await server.Api.Models.GetAsync("m")).Aliases.ShouldBeEmpty();
    }
}
