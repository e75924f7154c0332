using System.Text;

namespace Gradus.Worker.Measuring;

/// <summary>The last 16 KB of what a process writes, however much it writes.</summary>
internal sealed class OutputTail
{
    private const int Capacity = 16 * 1024;
    private const int MaxLineLength = 600;

    private readonly StringBuilder _text = new();

    /// <summary>Reads to the end of the output.</summary>
    public async Task ReadAsync(TextReader output)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await output.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            Append(buffer.AsSpan(0, read));
        }
    }

    /// <summary>Adds text; what is too old is forgotten.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        if (_text.Length > Capacity)
        {
            _text.Remove(0, _text.Length - Capacity);
        }
    }

    /// <summary>All that is kept.</summary>
    public string Text => _text.ToString();

    /// <summary>The last line that is not blank, without control characters, cut to a readable length; null if there is none.</summary>
    public string? LastLine()
    {
        var line = Text.Split('\n').Select(Clean).LastOrDefault(text => text.Length > 0);
        return line is { Length: > MaxLineLength } ? line[..MaxLineLength] + "…" : line;
    }

    private static string Clean(string line) => string.Concat(line.Where(c => !char.IsControl(c))).Trim();
}
