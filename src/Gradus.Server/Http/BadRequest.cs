using System.Text.Json;
using System.Text.RegularExpressions;
using Gradus.Core.Errors;

namespace Gradus.Server.Http;

/// <summary>Says in one sentence what was wrong with a request that the framework could not read.</summary>
internal static partial class BadRequest
{
    /// <summary>For a body beyond the limit.</summary>
    public static Error TooLarge { get; } =
        Error.Invalid($"The request's body is larger than {Hosting.Kestrel.MaxJsonBody} bytes.");

    /// <summary>For a body that is not JSON, or does not say that it is.</summary>
    public static Error NotJson { get; } =
        Error.Invalid("The request's body must be JSON, sent with Content-Type: application/json.");

    public static Error Explain(BadHttpRequestException exception) =>
        exception switch
        {
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge,
            { StatusCode: StatusCodes.Status415UnsupportedMediaType } => NotJson,
            { InnerException: JsonException json } => ExplainJson(json),
            _ => ExplainBinding(exception.Message),
        };

    private static Error ExplainJson(JsonException json)
    {
        var field = json.Path is { Length: > 2 } path ? path[2..] : "";
        var where = json.LineNumber is { } line ? $" (line {line + 1}, byte {json.BytePositionInLine + 1})" : "";
        if (json.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            return Error.Invalid($"'{field}' is given twice in the request's body{where}.", field);
        }

        if (json.Message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return Error.Invalid($"'{field}' is no field of this request{where}.", field);
        }

        return field.Length > 0
            ? Error.Invalid($"'{field}' in the request's body has the wrong type or form{where}.", field)
            : Error.Invalid($"The request's body is not valid JSON{where}.");
    }

    // The framework names the parameter and the value in its message only.
    private static Error ExplainBinding(string message)
    {
        if (message.StartsWith("Implicit body inferred", StringComparison.Ordinal))
        {
            return Error.Invalid("The request needs a body: a JSON object.");
        }

        if (BadParameter().Match(message) is not { Success: true } match)
        {
            return Error.Invalid(message);
        }

        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(match.Groups["name"].Value);
        return match.Groups["value"] is { Success: true, Value: var value }
            ? Error.Invalid($"'{name}' has the wrong type: '{value}'.", name)
            : Error.Invalid($"'{name}' is required.", name);
    }

    [GeneratedRegex(
        """^(Failed to bind|Required) parameter ".+ (?<name>\w+)" (from "(?<value>.*)"|was not provided from \w+( \w+)?)\.$""",
        RegexOptions.Singleline
    )]
    private static partial Regex BadParameter();
}
