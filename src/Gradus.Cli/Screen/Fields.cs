namespace Gradus.Cli.Screen;

/// <summary>Names and values of one thing, a line each, the values under one another. Empty values are left out.</summary>
internal sealed class Fields
{
    private readonly List<(string Name, Piece Value)> _fields = [];

    public Fields Add(string name, Piece value)
    {
        if (!string.IsNullOrEmpty(value.Text))
        {
            _fields.Add((name, value));
        }

        return this;
    }

    public void Print(Terminal terminal)
    {
        var width = _fields.Max(field => field.Name.Length) + 2;
        foreach (var (name, value) in _fields)
        {
            terminal.Line(Tone.Faint.Of(name.PadRight(width)), value);
        }
    }
}
