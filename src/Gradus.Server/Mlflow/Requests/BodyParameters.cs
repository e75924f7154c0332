using System.Globalization;
using System.Text.Json;
using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Requests;

/// <summary>Parameters in a JSON object: numbers may be written as strings, nothing else may be of another type.</summary>
internal sealed class BodyParameters(JsonElement body) : IParameterSource
{
    // Stands for text that is no Unicode, which no store can keep: whoever looks at it refuses it.
    private const string Unreadable = "\0";

    public Result<string?> Text(string name) =>
        Find(name) switch
        {
            null => (string?)null,
            { ValueKind: JsonValueKind.String } value => Read(value),
            { } value => ParameterErrors.WrongType(name, value),
        };

    public Result<IReadOnlyList<string>> Texts(string name)
    {
        if (Find(name) is not { } list)
        {
            return Array.Empty<string>();
        }

        return list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(IsText)
            ? list.EnumerateArray().Select(Read).ToArray()
            : ParameterErrors.WrongType(name, list);
    }

    public Result<long?> Integer(string name, long most)
    {
        if (Find(name) is not { } value)
        {
            return (long?)null;
        }

        return ToInteger(value) is { } number && number <= most ? number : ParameterErrors.WrongType(name, value);
    }

    public Result<bool> Flag(string name) =>
        Find(name) switch
        {
            null => false,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            { } value => ParameterErrors.WrongType(name, value),
        };

    public Result<IReadOnlyList<(string? Key, string? Value)>> Pairs(string name)
    {
        if (Find(name) is not { } list)
        {
            return Array.Empty<(string?, string?)>();
        }

        return list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(item => (Member(item, "key"), Member(item, "value"))).ToArray()
            : ParameterErrors.WrongType(name, list);
    }

    private JsonElement? Find(string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Member(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && IsText(value)
            ? Read(value)
            : null;

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static string Read(JsonElement value) => JsonText.Read(value) ?? Unreadable;

    private static long? ToInteger(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => long.TryParse(
                Read(value),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null,
            JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number when value.TryGetDouble(out var real) && IsWhole(real) => (long)real,
            _ => null,
        };

    private static bool IsWhole(double real) => real == Math.Floor(real) && Math.Abs(real) < long.MaxValue;
}
