using System.Text.Json;

namespace Gradus.Server.Tests.Auth;

/// <summary>Asks every route of a registry about one of two models, with a request that makes sense.</summary>
/// <param name="Registry">The registry.</param>
/// <param name="Ids">The id of each model's promotion, hold and waiver, by the route's word for it.</param>
internal sealed record Matrix(Secured Registry, IReadOnlyDictionary<(string Kind, string Owner), string> Ids)
    : IAsyncDisposable
{
    public Task<WireAnswer> SendAsync(
        string user,
        Routed route,
        string owner,
        params (string Name, string Value)[] headers
    )
    {
        var path = route.Fill(name =>
            name switch
            {
                "model" => owner,
                "stage" => "Production",
                "alias" => "champion",
                "action" => "read",
                "path" => "a/b",
                "user" when route.Pattern.Contains("permissions", StringComparison.Ordinal) => user,
                "id" => Ids.GetValueOrDefault((route.Pattern.Split('/')[3], owner)),
                _ => null,
            }
        );
        var query =
            path.Contains("/mlflow/", StringComparison.Ordinal)
            || path.Contains("get-artifact", StringComparison.Ordinal)
                ? $"?name={owner}&version=1&stages=None&alias=champion&key=k&path=x&max_results=10&run_id=r&creator=admin&stage=Production"
                : "";
        return Registry.SendAsync(
            user,
            route.Method,
            route.Method is "GET" or "HEAD" ? path + query : path,
            route.HasBody ? BodyOf(route, owner) : null,
            headers
        );
    }

    public ValueTask DisposeAsync() => Registry.DisposeAsync();

    private static string BodyOf(Routed route, string owner) =>
        route.Pattern.Contains("/mlflow/", StringComparison.Ordinal)
            ? Mlflow(owner)
            : route.Pattern["/api/v1".Length..].TrimEnd('/') switch
            {
                "/models/{model}/promotions" => """{"version":1,"stage":"Staging"}""",
                "/models/{model}/promotions/plan" => """{"version":1,"stage":"Staging"}""",
                "/models/{model}/promotions/measure" => """{"best":"accuracy","stage":"Staging"}""",
                "/models/{model}/versions/{version:int}/transitions" => """{"stage":"Staging"}""",
                "/models/{model}/versions/{version:int}/break-glass" => """{"stage":"Staging","reason":"because"}""",
                "/models/{model}/versions/{version:int}/reinstate" => """{"reason":"because"}""",
                "/models/{model}/versions/{version:int}/waivers" => JsonSerializer.Serialize(
                    new
                    {
                        stage = "Production",
                        gate = "tests",
                        reason = "because",
                        expires_at = MatrixTests.Tomorrow,
                    }
                ),
                "/models/{model}/versions/{version:int}/checks" => """{"name":"tests","verdict":"passed"}""",
                "/models/{model}/versions" => """{"source":"s3://bucket/other"}""",
                "/models/{model}" or "/models/{model}/versions/{version:int}" or "/stages/{stage}" =>
                    """{"description":"said"}""",
                "/models/{model}/tags/{**key}" or "/models/{model}/versions/{version:int}/tags/{**key}" =>
                    """{"value":"v"}""",
                "/models/{model}/aliases/{alias}" => """{"version":1}""",
                "/models" or "/stages" or "/users" or "/groups" => """{"name":"newcomer"}""",
                "/models/{model}/versions/{version:int}/metrics" => """{"metrics":{"accuracy":0.9}}""",
                "/models/{model}/comparisons" => """{"candidate":2,"incumbent":1,"dataset":"holdout"}""",
                "/promotions/{id}/approvals" => """{"decision":"approve"}""",
                "/holds" => JsonSerializer.Serialize(
                    new
                    {
                        kind = "automation",
                        reason = "because",
                        model = owner,
                    }
                ),
                "/policy" or "/policy/check" or "/policy/plan" or "/policy/replay" => JsonSerializer.Serialize(
                    new { text = MatrixTests.Policy }
                ),
                _ => "{}",
            };

    private static string Mlflow(string owner) =>
        JsonSerializer.Serialize(
            new
            {
                name = owner,
                version = "1",
                stage = "Staging",
                key = "k",
                value = "v",
                alias = "next",
                source = "s3://bucket/third",
                description = "said",
                comment = "said",
                creator = "admin",
                new_name = owner,
            }
        );
}
