using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gradus.Protocol.Client;

/// <summary>Builds a request's path and query. Every interpolated value becomes exactly one percent-encoded segment.</summary>
internal sealed class Route
{
    private readonly StringBuilder _text;
    private char _separator = '?';

    public Route(string path) => _text = new StringBuilder(path);

    /// <summary>A path from a template, e.g. <c>Route.Path($"/models/{model}")</c>.</summary>
    public static string Path(PathHandler path) => path.ToString();

    /// <summary>A file's path inside a version: its own slashes separate segments.</summary>
    public static string File(string path) => string.Join('/', path.Split('/').Select(Segment));

    public Route Query(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public Route Query(string name, long? value) => Query(name, value?.ToString(CultureInfo.InvariantCulture));

    public Route Query(string name, IReadOnlyList<string>? values)
    {
        foreach (var value in values ?? [])
        {
            Query(name, value);
        }

        return this;
    }

    public override string ToString() => _text.ToString();

    // "." and ".." would be resolved away on the way to the server, and another route be called than the one meant.
    private static string Segment(string value) =>
        value switch
        {
            "" => throw GradusException.Invalid("A name is required.", "name"),
            "." or ".." => throw GradusException.Invalid($"'{value}' is not a name.", value),
            _ => Uri.EscapeDataString(value),
        };

    /// <summary>Encodes what is interpolated and leaves the template's own text alone.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct PathHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _path = new(literalLength + (formattedCount * 16));

        public void AppendLiteral(string text) => _path.Append(text);

        public void AppendFormatted(string value) => _path.Append(Segment(value));

        public void AppendFormatted(int value) => _path.Append(CultureInfo.InvariantCulture, $"{value}");

        public override string ToString() => _path.ToString();
    }
}
