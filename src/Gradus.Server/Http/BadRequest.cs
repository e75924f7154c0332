using System.Text.Json;
using Gradus.Core.Errors;

namespace Gradus.Server.Http;

/// <summary>Says in one sentence what was wrong with a request that the framework could not read.</summary>
internal static class BadRequest
{
    public static Error Explain(BadHttpRequestException exception) =>
        exception switch
        {
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => Error.Invalid("The request's body is too large."),
            { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Error.Invalid(
                "The request's body must be JSON, sent with Content-Type: application/json."
            ),
            { InnerException: JsonException json } => ExplainJson(json),
            _ => Error.Invalid(exception.Message),
        };

    private static Error ExplainJson(JsonException json)
    {
        var field = json.Path is { Length: > 2 } path ? path[2..] : "";
        var where = json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "";
        return field.Length > 0
            ? Error.Invalid($"'{field}' in the request's body has the wrong type or form{where}.", field)
            : Error.Invalid($"The request's body is not valid JSON{where}.");
    }
}
