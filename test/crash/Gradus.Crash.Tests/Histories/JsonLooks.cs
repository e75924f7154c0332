using System.Text.Json;

namespace Gradus.Crash.Tests.Histories;

/// <summary>Looks into answers, where what is empty may be left out.</summary>
internal static class JsonLooks
{
    public static bool Has(this JsonElement json, string property) =>
        json.TryGetProperty(property, out var found) && found.ValueKind != JsonValueKind.Null;

    public static string? Text(this JsonElement json, string property) =>
        json.Has(property) ? json.GetProperty(property).GetString() : null;

    public static IEnumerable<JsonElement> List(this JsonElement json, string property) =>
        json.Has(property) ? json.GetProperty(property).EnumerateArray() : [];
}
