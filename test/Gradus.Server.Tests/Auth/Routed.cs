using Gradus.Server.Auth;
using Microsoft.AspNetCore.Routing;

namespace Gradus.Server.Tests.Auth;

/// <summary>A route that a server serves, and what it takes.</summary>
internal sealed record Routed(string Method, string Pattern, Requirement Takes)
{
    // MLflow's calls name the model in the query or the body.
    private static readonly string[] AboutModels = ["/registered-models/", "/model-versions/", "/transition-requests/"];

    // These name none, or many.
    private static readonly string[] AboutMany = ["/registered-models/search", "/model-versions/search"];

    // What is named by an id belongs to a model too.
    private static readonly string[] Owned = ["/promotions/{id}", "/holds/{id}", "/waivers/{id}"];

    /// <summary>Whether it is about one model.</summary>
    public bool IsAboutAModel =>
        Pattern.Contains("{model}", StringComparison.Ordinal)
        || (Pattern.TrimEnd('/') == "/api/v1/holds" && Method == "POST")
        || Owned.Any(owned => Pattern.Contains(owned, StringComparison.Ordinal))
        || (
            AboutModels.Any(part => Pattern.Contains(part, StringComparison.Ordinal))
            && !AboutMany.Any(part => Pattern.EndsWith(part, StringComparison.Ordinal))
        );

    /// <summary>Whether the request has a body.</summary>
    public bool HasBody =>
        Method is not ("GET" or "HEAD" or "DELETE")
        || Pattern.Contains("/mlflow/", StringComparison.Ordinal) && Method != "GET";

    /// <summary>In which order to ask so that a later request still finds what it is about.</summary>
    public int Weight =>
        (Method, Pattern) switch
        {
            (_, var pattern) when pattern.EndsWith("/rename", StringComparison.Ordinal) => 2,
            ("DELETE", var pattern) when pattern.EndsWith("/models/{model}", StringComparison.Ordinal) => 4,
            ("DELETE", var pattern) when pattern.EndsWith("/registered-models/delete", StringComparison.Ordinal) => 4,
            ("POST", "/api/v1/policy/") => 5,
            ("DELETE", _) => 3,
            ("GET" or "HEAD", _) => 0,
            _ => 1,
        };

    /// <summary>Every route of a server.</summary>
    public static IReadOnlyList<Routed> Of(TestServer server) =>
        [
            .. from endpoint in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            select new Routed(
                method,
                "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
                endpoint.Metadata.GetMetadata<Requirement>().ShouldNotBeNull(endpoint.DisplayName)
            ),
        ];

    /// <summary>The path with its parameters filled in.</summary>
    /// <param name="fill">What stands for a parameter, by its name; null for the usual word.</param>
    public string Fill(Func<string, string?> fill) =>
        string.Join('/', Pattern.TrimEnd('/').Split('/').Select(segment => Fill(segment, fill)));

    private static string Fill(string segment, Func<string, string?> fill) =>
        !segment.StartsWith('{') ? segment
        : fill(segment.Trim('{', '}', '*').Split(':')[0]) is { } word ? word
        : segment.Contains("int", StringComparison.Ordinal) || segment.Contains("long", StringComparison.Ordinal) ? "1"
        : "fraud";
}
