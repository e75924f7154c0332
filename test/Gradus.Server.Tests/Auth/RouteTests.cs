using System.Net;
using Gradus.Core.Policies;

namespace Gradus.Server.Tests.Auth;

/// <summary>Every route says what it takes, and asks for it.</summary>
public sealed class RouteTests
{
    // They are not read by GET since they take a body, and change nothing.
    private static readonly string[] OnlyRead =
    [
        "/api/v1/models/{model}/promotions/plan",
        "/api/v1/models/{model}/versions/{version:int}/verify",
        "/api/v1/policy/check",
        "/api/v1/policy/plan",
        "/api/v1/policy/replay",
        "/api/2.0/mlflow/registered-models/get-latest-versions",
        "/ajax-api/2.0/mlflow/registered-models/get-latest-versions",
    ];

    private static readonly string[] Public = ["/health", "/", "/version"];

    [Fact]
    public async Task What_changes_something_takes_more_than_reading_and_only_what_must_is_public()
    {
        await using var server = await TestServer.StartAsync();
        var routes = Routed.Of(server);

        routes.Count.ShouldBeGreaterThan(100);
        routes
            .Where(route => route.Takes.Action == PolicyAction.Read && route.Method is not ("GET" or "HEAD"))
            .Select(route => route.Pattern)
            .Distinct()
            .ShouldBe(OnlyRead, ignoreOrder: true);
        routes.Where(route => route.Takes.IsPublic).Select(route => route.Pattern).ShouldBe(Public, ignoreOrder: true);
    }

    [Trait("Abuse", "29")]
    [Fact]
    public async Task Without_a_credential_no_route_answers()
    {
        await using var registry = await Secured.StartAsync();

        foreach (var route in Routed.Of(registry.Server).Where(route => !route.Takes.IsPublic))
        {
            var path = route.Fill(_ => null);
            foreach (var spelled in new[] { path, path + "/", "/" + path })
            {
                var answer = await registry.SendAsync(
                    null,
                    route.Method,
                    spelled,
                    route.Method is "GET" or "HEAD" ? null : "{}"
                );
                answer.Status.ShouldBe(HttpStatusCode.Unauthorized, $"{route.Method} {spelled}: {answer.Text}");
            }
        }
    }

    [Trait("Abuse", "29")]
    [Theory]
    [InlineData("/api/3.0/mlflow/registered-models/search")]
    [InlineData("/api/v2/models")]
    [InlineData("/nowhere")]
    [InlineData("/api/v1/../v1/models")]
    [InlineData("/API/V1/MODELS")]
    [InlineData("/api/v1/models%2f")]
    public async Task Nor_does_what_is_no_route(string path)
    {
        await using var registry = await Secured.StartAsync();

        (await registry.SendAsync(null, "GET", path)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_takes_an_administrator_is_closed_to_others()
    {
        await using var registry = await Secured.StartAsync();

        foreach (
            var route in Routed
                .Of(registry.Server)
                .Where(route => route.Takes.Action is PolicyAction.Administer or PolicyAction.Work)
        )
        {
            var answer = await registry.SendAsync(
                "ana",
                route.Method,
                route.Fill(_ => null),
                route.Method == "GET" ? null : "{}"
            );
            answer.Status.ShouldBe(HttpStatusCode.Forbidden, $"{route.Method} {route.Pattern}: {answer.Text}");
        }
    }
}
