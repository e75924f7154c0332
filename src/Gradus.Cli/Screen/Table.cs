namespace Gradus.Cli.Screen;

/// <summary>Rows under headings, in columns as wide as their widest cell; on a terminal drawn by Spectre, which also wraps.</summary>
internal sealed class Table(params string[] headings)
{
    private readonly List<Piece[]> _rows = [];

    public void Row(params Piece[] cells) => _rows.Add(cells);

    /// <summary>Writes the table, or a sentence if it has no rows.</summary>
    public void Print(Terminal terminal, string ifEmpty)
    {
        if (_rows.Count == 0)
        {
            terminal.Line(Tone.Faint.Of(ifEmpty));
        }
        else if (terminal.IsRich)
        {
            Drawing.Draw(terminal, headings, _rows);
        }
        else
        {
            PrintPlain(terminal);
        }
    }

    private void PrintPlain(Terminal terminal)
    {
        var lines = _rows.Prepend([.. headings.Select(h => (Piece)h.ToUpperInvariant())]).ToList();
        var widths = headings.Select((_, i) => lines.Max(line => line[i].Text.Length)).ToList();
        foreach (var line in lines)
        {
            var text = string.Join("  ", line.Select((cell, i) => cell.Printable.PadRight(widths[i])));
            terminal.Line(text.TrimEnd());
        }
    }
}
