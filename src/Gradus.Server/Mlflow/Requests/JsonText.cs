using System.Text.Json;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>Strings in JSON that a client wrote.</summary>
internal static class JsonText
{
    /// <summary>The string's text; null if it is not Unicode: bytes that are no UTF-8, or half of a surrogate pair.</summary>
    public static string? Read(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
