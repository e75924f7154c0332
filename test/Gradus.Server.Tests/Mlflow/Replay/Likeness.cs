using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gradus.Server.Tests.Mlflow.Replay;

/// <summary>
/// What counts as the same answer. Times and generated ids differ by nature; tags, aliases, latest versions and files are
/// sets; page tokens are opaque; SQL that MLflow leaks into its messages, and fields that only its error class has, do not
/// count.
/// </summary>
internal static partial class Likeness
{
    private const double EarliestGeneratedTime = 1.71e12;

    private static readonly HashSet<string> Sets = ["tags", "aliases", "latest_versions", "files", "params", "metrics"];
    private static readonly HashSet<string> Ignored = ["sqlstate", "error_class"];

    /// <summary>The answer in its comparable form.</summary>
    public static JsonNode? Normalize(JsonNode? node, string field = "") =>
        node switch
        {
            JsonObject fields => NormalizeObject(fields),
            JsonArray items => NormalizeArray(items, field),
            JsonValue value when IsTime(value, field) => "T",
            JsonValue value when value.TryGetValue<string>(out var text) => field == "next_page_token"
                ? "TOKEN"
                : NormalizeText(text),
            _ => node?.DeepClone(),
        };

    private static JsonObject NormalizeObject(JsonObject fields) =>
        new(
            fields
                .Where(field => !Ignored.Contains(field.Key))
                .OrderBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => KeyValuePair.Create(field.Key, Normalize(field.Value, field.Key)))
        );

    private static JsonArray NormalizeArray(JsonArray items, string field)
    {
        var normalized = items.Select(item => Normalize(item));
        return Sets.Contains(field)
            ? [.. normalized.OrderBy(item => item!.ToJsonString(), StringComparer.Ordinal)]
            : [.. normalized];
    }

    private static bool IsTime(JsonValue value, string field) =>
        (field.Contains("timestamp", StringComparison.Ordinal) || field.EndsWith("_time", StringComparison.Ordinal))
        && value.TryGetValue<double>(out var number)
        && number > EarliestGeneratedTime;

    private static string NormalizeText(string text)
    {
        text = LeakedCause().Replace(text, "already exists.");
        text = StorageRoot().Replace(text, "$1...");
        text = PythonSet()
            .Replace(
                text,
                set => $"'{{{string.Join(", ", set.Groups[1].Value.Split(", ").Order(StringComparer.Ordinal))}}}'"
            );
        return GeneratedId().Replace(text, "ID");
    }

    [GeneratedRegex(@"already exists\. ?.*", RegexOptions.Singleline)]
    private static partial Regex LeakedCause();

    [GeneratedRegex("(artifacts from ).*", RegexOptions.Singleline)]
    private static partial Regex StorageRoot();

    [GeneratedRegex(@"'\{([^}]*)\}'")]
    private static partial Regex PythonSet();

    [GeneratedRegex(@"\b[0-9a-f]{32}\b")]
    private static partial Regex GeneratedId();
}
