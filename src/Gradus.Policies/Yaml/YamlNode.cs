using System.Globalization;

namespace Gradus.Policies.Yaml;

/// <summary>What a value of a file is, by the rules of YAML 1.2: "no" and "on" are text.</summary>
internal enum ScalarKind
{
    Text,
    Null,
    Flag,
    Whole,
    Number,
}

/// <summary>A value of a file, with its place.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Said { get; }
}

/// <summary>A single value.</summary>
/// <param name="Text">As written, without quotes.</param>
/// <param name="IsPlain">Whether it was written without quotes; only then it can be anything but text.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool IsPlain) : YamlNode(Line, Column)
{
    public ScalarKind Kind => IsPlain ? KindOf(Text) : ScalarKind.Text;

    public double? Number =>
        Kind is ScalarKind.Whole or ScalarKind.Number
        && double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public bool? Flag => Kind == ScalarKind.Flag ? Text[0] is 't' or 'T' : null;

    public override string Said => Kind == ScalarKind.Null ? "nothing" : $"'{Quote(Text)}'";

    /// <summary>A text short enough, and on one line, to be in a message.</summary>
    public static string Quote(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : $"{line[..57]}…";
    }

    private static ScalarKind KindOf(string text) =>
        text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
            "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Flag,
            _ when text.Length > 300 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') =>
                ScalarKind.Text,
            _ when text.AsSpan(text[0] is '-' or '+' ? 1 : 0) is { IsEmpty: false } digits
                    && !digits.ContainsAnyExceptInRange('0', '9') => ScalarKind.Whole,
            _ when IsNumber(text) => ScalarKind.Number,
            _ => ScalarKind.Text,
        };

    private static bool IsNumber(string text) =>
        text.Any(char.IsAsciiDigit)
        && double.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out _
        );
}

/// <summary>A list.</summary>
internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    public override string Said => "a list";
}

/// <summary>Keys with their values, as written: a key may be there twice.</summary>
internal sealed record YamlMap(int Line, int Column, IReadOnlyList<YamlEntry> Entries) : YamlNode(Line, Column)
{
    public override string Said => "keys with values";
}

/// <summary>A key with its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
