using System.Globalization;
using System.Text.Json;
using Gradus.Load.Wire;

namespace Gradus.Load.Data;

/// <summary>The requests that the benchmark makes, by what they ask.</summary>
internal static class Requests
{
    private const string Mlflow = "/api/2.0/mlflow";

    public static byte[] CreateModel(string model, params (string Key, string Value)[] tags) =>
        Request.Post("/api/v1/models", JsonSerializer.Serialize(new { name = model, tags = Tags(tags) }));

    public static byte[] CreateVersion(
        string model,
        string source,
        string runId,
        params (string Key, string Value)[] tags
    ) =>
        Request.Post(
            $"/api/v1/models/{model}/versions",
            JsonSerializer.Serialize(
                new
                {
                    source,
                    run_id = runId,
                    tags = Tags(tags),
                }
            )
        );

    public static byte[] Move(string model, int version, string stage) =>
        Request.Post(
            string.Create(CultureInfo.InvariantCulture, $"/api/v1/models/{model}/versions/{version}/transitions"),
            JsonSerializer.Serialize(new { stage })
        );

    public static byte[] SetAlias(string model, string alias, int version) =>
        Request.Put($"/api/v1/models/{model}/aliases/{alias}", JsonSerializer.Serialize(new { version }));

    public static byte[] GetModelNatively(string model) => Request.Get($"/api/v1/models/{model}");

    public static byte[] GetModel(string model) => Request.Get($"{Mlflow}/registered-models/get?name={model}");

    public static byte[] GetLatestVersions(string model) =>
        Request.Post($"{Mlflow}/registered-models/get-latest-versions", JsonSerializer.Serialize(new { name = model }));

    public static byte[] SearchVersionsByName(string model) => SearchVersions($"filter=name='{model}'");

    /// <summary>A search of versions; the query's values as people write them, joined by '&amp;'.</summary>
    public static byte[] SearchVersions(string query) => Search("model-versions", query);

    /// <summary>A search of models.</summary>
    public static byte[] SearchModels(string query) => Search("registered-models", query);

    public static byte[] Constant(long bytes) =>
        Request.Get(string.Create(CultureInfo.InvariantCulture, $"/bench/constant/{bytes}"));

    private static byte[] Search(string what, string query)
    {
        var parts = query
            .Split('&')
            .Select(part => part.Split('=', 2))
            .Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}");
        return Request.Get($"{Mlflow}/{what}/search?{string.Join('&', parts)}");
    }

    private static IEnumerable<object> Tags((string Key, string Value)[] tags) =>
        tags.Select(tag => new { key = tag.Key, value = tag.Value });
}
