using System.Text;
using System.Text.Json.Nodes;

namespace Gradus.Server.Tests.Mlflow;

/// <summary>What the MLflow API answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body.</param>
internal sealed record Reply(int Status, JsonNode Json)
{
    /// <summary>The error's code; null if it is no error.</summary>
    public string? ErrorCode => (string?)Json["error_code"];

    /// <summary>The error's message; null if it is no error.</summary>
    public string? Message => (string?)Json["message"];
}

/// <summary>Speaks MLflow's protocol in its barest form.</summary>
/// <param name="server">The server.</param>
/// <param name="actor">Who asks; null for nobody in particular.</param>
internal sealed class MlflowClient(TestServer server, string? actor = null)
{
    private const string Root = "/api/2.0/mlflow/";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public Task<Reply> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<Reply> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, json);

    public Task<Reply> DeleteAsync(string path, string json) => SendAsync(HttpMethod.Delete, path, json);

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] query) =>
        SendAsync(HttpMethod.Get, path + QueryOf(query), null);

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? json)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await server.SendRawAsync(method, Root + path, content, Cancelled, actor);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        return new Reply((int)response.StatusCode, JsonNode.Parse(text)!);
    }

    /// <summary>Registers a model with this many versions.</summary>
    public async Task CreateAsync(string model, int versions = 0)
    {
        var name = JsonValue.Create(model).ToJsonString();
        (await PostAsync("registered-models/create", $$"""{"name": {{name}}}""")).Status.ShouldBe(200);
        for (var number = 1; number <= versions; number++)
        {
            var body = $$"""{"name": {{name}}, "source": "s3://b/{{number}}"}""";
            (await PostAsync("model-versions/create", body)).Status.ShouldBe(200);
        }
    }

    private static string QueryOf((string Name, string Value)[] query) =>
        query.Length == 0 ? "" : "?" + string.Join('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"));
}
