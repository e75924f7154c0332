using System.Text;

namespace Gradus.Fuzz.Tests;

/// <summary>Texts that are kept: good ones to begin from, and every one that was ever a parser's undoing.</summary>
internal static class Corpus
{
    /// <summary>A parser's texts.</summary>
    public static IReadOnlyList<string> Of(string parser) =>
        [
            .. Directory
                .GetFiles(Path.Join(AppContext.BaseDirectory, "corpus", parser))
                .Order(StringComparer.Ordinal)
                .Select(file => Read(File.OpenRead(file))),
        ];

    /// <summary>A text as parsers get it: UTF-8 whatever it begins with, in which bytes that are none become U+FFFD.</summary>
    public static string Read(Stream bytes)
    {
        using var reader = new StreamReader(bytes, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        return reader.ReadToEnd();
    }
}
