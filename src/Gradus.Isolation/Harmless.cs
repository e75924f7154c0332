using System.Text;
using System.Text.RegularExpressions;

namespace Gradus.Isolation;

/// <summary>
/// What foreign programs write, made fit for terminals, logs and pages: no escape sequence, no control character, nothing
/// that turns the direction of writing, no half of a surrogate pair.
/// </summary>
internal static partial class Harmless
{
    /// <summary>Text of several lines. Only line feeds and tabs stay of what controls.</summary>
    public static string Lines(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in EscapeSequence().Replace(text, "").ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (rune.Value is '\n' or '\t' || IsHarmless(rune))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    /// <summary>One line, cut to a length; an ellipsis shows that it was cut.</summary>
    public static string Line(string text, int maxLength)
    {
        var line = Lines(text).Replace('\n', ' ').Replace('\t', ' ').Trim();
        if (line.Length <= maxLength)
        {
            return line;
        }

        var end = char.IsHighSurrogate(line[maxLength - 1]) ? maxLength - 1 : maxLength;
        return line[..end] + "…";
    }

    // U+202A–202E and U+2066–2069 let a text look like another one.
    private static bool IsHarmless(Rune rune) =>
        !Rune.IsControl(rune) && rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));

    // ECMA-48: CSI … final byte; OSC … BEL or ST; other two-character sequences.
    [GeneratedRegex(@"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)|[@-Z\\^_])")]
    private static partial Regex EscapeSequence();
}
