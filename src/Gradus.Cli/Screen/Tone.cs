namespace Gradus.Cli.Screen;

/// <summary>What a piece of text means; a colour terminal shows it.</summary>
internal enum Tone
{
    Plain,
    Heading,
    Strong,
    Faint,
    Good,
    Bad,
    Doubtful,
}

/// <summary>A stretch of text with its tone.</summary>
internal readonly record struct Piece(string Text, Tone Tone)
{
    public static implicit operator Piece(string text) => new(text, Tone.Plain);

    /// <summary>The text without what could drive a terminal: names and descriptions come from other people.</summary>
    public string Printable =>
        Text.Any(char.IsControl) ? string.Concat(Text.Select(c => char.IsControl(c) ? ' ' : c)) : Text;
}

/// <summary>Makes pieces.</summary>
internal static class Tones
{
    public static Piece Of(this Tone tone, string text) => new(text, tone);

    /// <summary>The SGR parameters of a tone; null for none.</summary>
    public static string? Code(this Tone tone) =>
        tone switch
        {
            Tone.Heading => "1;36",
            Tone.Strong => "1",
            Tone.Faint => "2",
            Tone.Good => "32",
            Tone.Bad => "31",
            Tone.Doubtful => "33",
            _ => null,
        };
}
