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
                .Select(File.ReadAllText),
        ];
}
