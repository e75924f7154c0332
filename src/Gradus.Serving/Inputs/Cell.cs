using System.Globalization;
using System.Text.Json;

namespace Gradus.Serving.Inputs;

/// <summary>What stands in one place of a request.</summary>
internal enum CellKind : byte
{
    /// <summary>null, NaN, an empty field.</summary>
    Missing,
    Number,
    Bool,
    Text,
}

/// <summary>One value of a request before it is known what the model takes there.</summary>
internal readonly record struct Cell
{
    // What pandas takes for a missing value in a CSV file.
    private static readonly HashSet<string> MissingWords =
    [
        "",
        "NaN",
        "nan",
        "NA",
        "N/A",
        "n/a",
        "<NA>",
        "null",
        "NULL",
        "None",
    ];

    // A request may have millions of cells, and an Int128? would double them.
    private readonly long _whole;
    private readonly Wholeness _wholeness;

    /// <summary>What it is.</summary>
    public CellKind Kind { get; private init; }

    /// <summary>The number; NaN if it is none.</summary>
    public double Number { get; private init; }

    /// <summary>The number where it is whole; null if it is not, or is larger than any integer type.</summary>
    public Int128? Whole
    {
        get =>
            _wholeness switch
            {
                Wholeness.Signed => _whole,
                Wholeness.Unsigned => (ulong)_whole,
                _ => null,
            };
        private init
        {
            _wholeness =
                value is null ? Wholeness.None
                : value >= long.MinValue && value <= long.MaxValue ? Wholeness.Signed
                : value > 0 && value <= ulong.MaxValue ? Wholeness.Unsigned
                : Wholeness.None;
            _whole = _wholeness is Wholeness.None ? 0 : unchecked((long)value!.Value);
        }
    }

    /// <summary>The text as it was written; null where it is not known.</summary>
    public string? Text { get; private init; }

    /// <summary>Whether it is true.</summary>
    public bool IsTrue { get; private init; }

    /// <summary>No value.</summary>
    public static Cell Missing { get; } = new() { Kind = CellKind.Missing, Number = double.NaN };

    /// <summary>A JSON value; null if it is an object or an array.</summary>
    public static Cell? Read(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => Missing,
            JsonValueKind.Number => ReadNumber(value),
            JsonValueKind.True or JsonValueKind.False => new Cell
            {
                Kind = CellKind.Bool,
                IsTrue = value.ValueKind == JsonValueKind.True,
            },
            JsonValueKind.String => new Cell { Kind = CellKind.Text, Text = value.GetString() },
            _ => null,
        };

    /// <summary>A field of a CSV file, which may be read as several things.</summary>
    public static Cell ReadField(string text)
    {
        if (MissingWords.Contains(text))
        {
            return Missing with { Text = text };
        }

        if (text is "True" or "true" or "TRUE" or "False" or "false" or "FALSE")
        {
            return new Cell
            {
                Kind = CellKind.Bool,
                IsTrue = text[0] is 'T' or 't',
                Text = text,
            };
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new Cell
            {
                Kind = CellKind.Number,
                Number = number,
                Whole = WholeOf(number, text),
                Text = text,
            }
            : new Cell { Kind = CellKind.Text, Text = text };
    }

    /// <summary>The value as a message shows it.</summary>
    public override string ToString() =>
        Kind switch
        {
            CellKind.Missing => "missing (null or NaN)",
            CellKind.Number => Text ?? Number.ToString(CultureInfo.InvariantCulture),
            CellKind.Bool => IsTrue ? "true" : "false",
            _ => $"'{(Text!.Length <= 40 ? Text : Text[..40] + "…")}'",
        };

    private static Cell ReadNumber(JsonElement value) =>
        value.TryGetInt64(out var whole)
            ? new Cell
            {
                Kind = CellKind.Number,
                Number = whole,
                Whole = whole,
            }
            : ReadReal(value);

    private static Cell ReadReal(JsonElement value)
    {
        var number = value.GetDouble();
        return new Cell
        {
            Kind = CellKind.Number,
            Number = number,
            Whole = value.TryGetUInt64(out var whole) ? whole : WholeOf(number, ""),
        };
    }

    private static Int128? WholeOf(double number, string text) =>
        Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact) ? exact
        : double.IsInteger(number) && Math.Abs(number) < 1L << 53 ? (Int128)number
        : null;

    private enum Wholeness : byte
    {
        None,
        Signed,
        Unsigned,
    }
}
