using System.Text.Json;
using Gradus.Serving.Refusals;

namespace Gradus.Serving.Inputs;

/// <summary>Reads a request's body as JSON.</summary>
internal static class RequestJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>The document; its root is an object.</summary>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var document = await JsonDocument.ParseAsync(request.Body, Strict, cancellationToken);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw RefusedException.BadInput("The request's body is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw RefusedException.BadInput($"The request's body is not JSON that can be read: {Reason(e)}");
        }
    }

    // "'N' is an invalid start of a value. LineNumber: 0 | BytePositionInLine: 20."
    private static string Reason(JsonException e) =>
        e.Message.StartsWith("'N'", StringComparison.Ordinal) || e.Message.StartsWith("'I'", StringComparison.Ordinal)
            ? $"JSON has no NaN and no Infinity (line {e.LineNumber}, byte {e.BytePositionInLine}); a missing value is null."
            : Said(e);

    private static string Said(JsonException e) =>
        e
            .Message.Replace(" LineNumber: ", " Line ", StringComparison.Ordinal)
            .Replace(" | BytePositionInLine: ", ", byte ", StringComparison.Ordinal);
}
