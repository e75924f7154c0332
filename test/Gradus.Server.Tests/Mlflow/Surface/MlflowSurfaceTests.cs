using System.Runtime.CompilerServices;
using Gradus.Server.Mlflow.Surface;
using Microsoft.AspNetCore.Routing;

namespace Gradus.Server.Tests.Mlflow.Surface;

/// <summary>
/// The table of MLflow's routes is checked in, and is true. Set GRADUS_UPDATE_BASELINES=1 to write it anew, and read the
/// difference.
/// </summary>
public sealed class MlflowSurfaceTests
{
    private static readonly string Baseline = Path.Join(Folder(), "../../../../api/mlflow-surface.md");

    [Fact]
    public void The_table_of_routes_is_the_one_checked_in()
    {
        var table = Table();
        if (Environment.GetEnvironmentVariable("GRADUS_UPDATE_BASELINES") == "1")
        {
            File.WriteAllText(Baseline, table);
        }

        File.ReadAllText(Baseline).ShouldBe(table);
    }

    [Fact]
    public async Task Every_route_of_the_table_is_mapped_and_no_other()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());

        Mapped(server).ShouldBe(Listed(), ignoreOrder: true);
    }

    [Fact]
    public async Task A_route_that_is_missing_says_what_is_missing()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);

        var reply = await mlflow.PostAsync("runs/create", """{"experiment_id": "0"}""");

        reply.Status.ShouldBe(404);
        reply.ErrorCode.ShouldBe("ENDPOINT_NOT_FOUND");
        reply.Message.ShouldBe("Gradus does not serve MLflow's runs yet: POST /2.0/mlflow/runs/create is missing.");
    }

    private static IEnumerable<string> Listed() =>
        MlflowSurface.Routes.SelectMany(route =>
            route.IsRooted
                ? [$"{route.Method} {route.Path}"]
                : (string[])[$"{route.Method} /api{route.Path}", $"{route.Method} /ajax-api{route.Path}"]
        );

    private static IEnumerable<string> Mapped(TestServer server) =>
        server
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint =>
                endpoint
                    .Metadata.GetRequiredMetadata<HttpMethodMetadata>()
                    .HttpMethods.Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}")
            )
            .Where(route => IsMlflows(route.Split(' ')[1]));

    private static bool IsMlflows(string path) =>
        path.StartsWith("/api/2.0/", StringComparison.Ordinal)
        || path.StartsWith("/api/3.0/", StringComparison.Ordinal)
        || path.StartsWith("/ajax-api/", StringComparison.Ordinal)
        || path.EndsWith("/get-artifact", StringComparison.Ordinal);

    private static string Table()
    {
        var rows = MlflowSurface.Routes.Select(route =>
            $"| {route.Method} | `{route.Path.Replace("{**", "{", StringComparison.Ordinal)}` | {route.Subject} | {Word(route.State)} |\n"
        );
        return $"""
            # MLflow's routes

            What becomes of each route of MLflow's server (2.17 and 3.x) here, and of some that only Databricks has. All but the downloads exist below `/api` and below
            `/ajax-api`. What is not served answers 404 `ENDPOINT_NOT_FOUND` and says what is missing. Where an answer differs from
            MLflow's on purpose, `test/Gradus.Server.Tests/Mlflow/deliberate-differences.jsonl` says why.

            | method | path | about | state |
            |---|---|---|---|
            {string.Concat(rows)}
            """;
    }

    private static string Word(RouteState state) =>
        state switch
        {
            RouteState.Served => "served",
            RouteState.NotYet => "not yet",
            _ => "never",
        };

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
