using System.Globalization;
using System.Text.Json;
using Gradus.Core.Ledger;

namespace Gradus.Core.Backups;

/// <summary>How a column's value stands in a backup: a real always has a point or an exponent, so that it stays one.</summary>
public static class BackupValues
{
    private const string Infinity = "Infinity";
    private const string MinusInfinity = "-Infinity";

    /// <summary>A value as JSON.</summary>
    public static string ToJson(object? value) =>
        value switch
        {
            null or DBNull => "null",
            string text => CanonicalJson.Text(text),
            double number => Real(number),
            _ => Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>A value of JSON.</summary>
    /// <exception cref="FormatException">It is none that a column can have.</exception>
    public static object? Read(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => json.GetString(),
            JsonValueKind.Number when json.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number => json.GetDouble(),
            _ => throw new FormatException("A row has texts, numbers and nulls."),
        };

    /// <summary>A value of a column that holds reals: infinity, which JSON has no number for, is a text there.</summary>
    public static object? ToReal(object? value) =>
        value switch
        {
            Infinity => double.PositiveInfinity,
            MinusInfinity => double.NegativeInfinity,
            _ => value,
        };

    private static string Real(double number)
    {
        if (double.IsInfinity(number))
        {
            return number > 0 ? $"\"{Infinity}\"" : $"\"{MinusInfinity}\"";
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }
}
