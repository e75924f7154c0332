using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gradus.Server.Tests.Mlflow.Replay;

/// <summary>An answer in its comparable form.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body, normalised; null if it is not JSON.</param>
/// <param name="Text">The body as text.</param>
internal sealed record Answer(int Status, JsonNode? Json, string Text)
{
    /// <summary>Makes an answer of what came over the wire.</summary>
    public static Answer Of(int status, string text) => new(status, Likeness.Normalize(Parse(text)), text);

    /// <summary>The body as it came; null if it is not JSON.</summary>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether this is what was recorded. Of a page of HTML only the status counts, of a version not even its text.</summary>
    public bool Matches(Exchange recorded, JsonNode? response)
    {
        if (Status != recorded.Status)
        {
            return false;
        }

        if (response is not null)
        {
            return JsonNode.DeepEquals(Json, Likeness.Normalize(response));
        }

        return Status >= 400 || recorded.Label == "version" || (recorded.ResponseText ?? "") == Text;
    }

    /// <summary>Whether two answers are the same.</summary>
    public bool Matches(int status, JsonNode? json) => Status == status && JsonNode.DeepEquals(Json, json);
}
