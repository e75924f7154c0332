using System.Text.Json;
using Microsoft.AspNetCore.Routing;

namespace Gradus.Server.Tests.Api;

public sealed class OpenApiTests
{
    private static readonly string[] Methods = ["get", "put", "post", "patch", "delete", "head"];

    [Fact]
    public async Task The_description_is_the_one_that_is_checked_in()
    {
        await using var server = await TestServer.StartAsync();
        var described = await server.Http.GetStringAsync("/api/v1/openapi.json");
        var baseline = Path.Join(RepositoryRoot(), "api", "openapi.json");

        if (Environment.GetEnvironmentVariable("GRADUS_UPDATE_BASELINES") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(baseline)!);
            await File.WriteAllTextAsync(baseline, Normalise(described));
        }

        Normalise(described)
            .ShouldBe(
                await File.ReadAllTextAsync(baseline),
                "api/openapi.json is stale: run this test with GRADUS_UPDATE_BASELINES=1 and look at what changed"
            );
    }

    [Fact]
    public async Task Every_route_is_described_with_a_summary_a_tag_and_its_refusals()
    {
        await using var server = await TestServer.StartAsync();
        using var document = JsonDocument.Parse(await server.Http.GetStringAsync("/api/v1/openapi.json"));
        var operations = document
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject()
                    .Where(operation => Methods.Contains(operation.Name))
                    .Select(operation => (Name: $"{operation.Name} {path.Name}", operation.Value))
            )
            .ToList();

        operations.Count.ShouldBe(RoutesOf(server));
        foreach (var (name, operation) in operations)
        {
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(name);
            operation.GetProperty("tags").GetArrayLength().ShouldBe(1, name);
            var responses = operation.GetProperty("responses");
            foreach (var status in new[] { "400", "403", "503" }.Concat(name.Contains('{') ? ["404"] : []))
            {
                responses
                    .GetProperty(status)
                    .GetProperty("content")
                    .TryGetProperty("application/problem+json", out _)
                    .ShouldBeTrue($"{name} {status}");
            }

            responses.EnumerateObject().ShouldContain(response => response.Name.StartsWith('2'), name);
        }
    }

    [Fact]
    public async Task The_reference_page_is_there_and_loads_nothing_from_elsewhere()
    {
        await using var server = await TestServer.StartAsync();

        var page = await server.Http.GetStringAsync("/api");

        page.ShouldContain("Gradus API");
        page.ShouldNotContain("https://");
    }

    private static int RoutesOf(TestServer server) =>
        server
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Sum(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Count);

    // The port and the machine's way of ending lines are not part of the description.
    private static string Normalise(string json) =>
        JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json), Indented).ReplaceLineEndings("\n")
        + "\n";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "Gradus.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("No Gradus.slnx above the tests.");
    }
}
