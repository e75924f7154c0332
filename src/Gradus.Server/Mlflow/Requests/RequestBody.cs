using System.Text.Json;
using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>
/// Reads a request's JSON as MLflow's server does: text that is no JSON counts as an empty object, and an object that was
/// encoded twice is accepted. What could be read in two ways, or takes unbounded effort, is refused.
/// </summary>
internal static class RequestBody
{
    private const int MaxDepth = 64;
    private const string JsonType = "application/json";

    private static readonly JsonElement Empty = JsonElement.Parse("{}");
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = MaxDepth,
    };
    private static readonly JsonReaderOptions Lenient = new() { MaxDepth = int.MaxValue };

    private static readonly Error Ambiguous = Error.Invalid(
        $"Bad Request. The body names a field twice or nests deeper than {MaxDepth} levels."
    );

    private static readonly Error NotAnObject = Error.Invalid("Bad Request. The body must be a JSON object.");

    /// <summary>The body's object; empty if there is none.</summary>
    public static async Task<Result<JsonElement>> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsPost(request.Method) && FindWrongType(request) is { } wrongType)
        {
            return wrongType;
        }

        var text = new MemoryStream();
        await request.Body.CopyToAsync(text, context.RequestAborted);
        return text.Length == 0 ? Empty : Parse(text.GetBuffer().AsMemory(0, (int)text.Length));
    }

    private static Error? FindWrongType(HttpRequest request)
    {
        if (string.IsNullOrEmpty(request.ContentType))
        {
            return Error.Invalid("Bad Request. Content-Type header is missing.");
        }

        var type = request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals(JsonType, StringComparison.OrdinalIgnoreCase)
            ? null
            : Error.Invalid($"Bad Request. Content-Type must be one of ['{JsonType}'].");
    }

    private static Result<JsonElement> Parse(ReadOnlyMemory<byte> json)
    {
        if (!ParseOnce(json).Try(out var value, out var error))
        {
            return error;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            // Old clients send their JSON encoded as a JSON string.
            var inner = JsonText.Read(value) is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : [];
            if (!ParseOnce(inner).Try(out value, out error))
            {
                return error;
            }
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => value,
            JsonValueKind.Null => Empty,
            _ => NotAnObject,
        };
    }

    private static Result<JsonElement> ParseOnce(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonElement.Parse(json.Span, Strict);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return IsJson(json.Span) ? Ambiguous : Empty;
        }
    }

    // In one pass: to build a document of it would take time that grows with the square of its depth.
    private static bool IsJson(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Lenient);
        try
        {
            while (reader.Read()) { }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
