namespace Gradus.Cli.Screen;

/// <summary>Where the program writes: answers to one stream, complaints and progress to the other.</summary>
/// <param name="Output">Answers.</param>
/// <param name="Error">Complaints and progress.</param>
/// <param name="IsRich">Whether the output is a terminal that shows colours.</param>
/// <param name="IsErrorRich">Whether the error stream is one.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsRich, bool IsErrorRich)
{
    /// <summary>Stands before each line of the answer.</summary>
    public string Margin { get; init; } = "";

    /// <summary>This process's streams. NO_COLOR in the environment, or a dumb terminal, means no colours and no bars.</summary>
    public static Terminal OfThisProcess()
    {
        var mayShow =
            string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Terminal(
            Console.Out,
            Console.Error,
            mayShow && !Console.IsOutputRedirected,
            mayShow && !Console.IsErrorRedirected
        );
    }

    /// <summary>Whether someone is there to be asked.</summary>
    public static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Writes a line of the answer.</summary>
    public void Line(params ReadOnlySpan<Piece> pieces)
    {
        Output.Write(pieces.Length > 0 ? Margin : "");
        foreach (var piece in pieces)
        {
            Write(Output, piece, IsRich);
        }

        Output.WriteLine();
    }

    /// <summary>Writes a line about how it goes, which is no part of the answer.</summary>
    public void Remark(params ReadOnlySpan<Piece> pieces)
    {
        foreach (var piece in pieces)
        {
            Write(Error, piece, IsErrorRich);
        }

        Error.WriteLine();
    }

    /// <summary>Writes the one line that says what went wrong.</summary>
    public void Complain(string sentence) => Remark(IsErrorRich ? Tone.Bad.Of("✗ ") : "", sentence);

    private static void Write(TextWriter writer, Piece piece, bool rich)
    {
        if (rich && piece.Tone.Code() is { } code)
        {
            writer.Write($"\e[{code}m{piece.Printable}\e[0m");
        }
        else
        {
            writer.Write(piece.Printable);
        }
    }
}
