using System.Globalization;
using System.Text;

namespace Gradus.Isolation;

/// <summary>The end of what a process writes, however much it writes.</summary>
/// <param name="capacity">How many characters are kept.</param>
internal sealed class OutputTail(int capacity = 16 * 1024)
{
    private const int MaxLineLength = 600;

    private readonly StringBuilder _text = new();
    private long _forgotten;

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
        lock (_text)
        {
            _text.Append(text);
            if (_text.Length > 2 * capacity)
            {
                Shorten();
            }
        }
    }

    /// <summary>All that is kept.</summary>
    public string Text
    {
        get
        {
            lock (_text)
            {
                Shorten();
                return _text.ToString();
            }
        }
    }

    /// <summary>
    /// All that is kept, fit to be shown anywhere, with a first line that says how much is missing; null if nothing was
    /// written.
    /// </summary>
    public string? ToLog()
    {
        var text = Harmless.Lines(Text);
        return _forgotten > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"[{_forgotten} characters before this are left out]\n{text}"
                )
            : text.Length > 0 ? text
            : null;
    }

    /// <summary>The last line that is not blank, without control characters, cut to a readable length; null if there is none.</summary>
    public string? LastLine() =>
        Harmless
            .Lines(Text)
            .Split('\n')
            .Select(line => Harmless.Line(line, MaxLineLength))
            .LastOrDefault(line => line.Length > 0);

    private void Shorten()
    {
        var tooMany = _text.Length - capacity;
        if (tooMany > 0)
        {
            _text.Remove(0, tooMany);
            _forgotten += tooMany;
        }
    }
}
