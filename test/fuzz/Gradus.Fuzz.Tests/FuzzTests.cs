using System.Globalization;

namespace Gradus.Fuzz.Tests;

/// <summary>
/// Every parser reads its corpus, and for a while texts near it: none ends in an exception, takes a second, or more than 256 MiB.
/// GRADUS_FUZZ_SECONDS sets how long each is tried. A failure prints the text as short as it was found, and its seed, which
/// CsCheck_Seed repeats; the text goes into the corpus with the repair.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int DefaultSeconds = 4;

    public static TheoryData<string> Parser => [.. Parsers.All.Keys];

    private static int Seconds =>
        int.TryParse(
            Environment.GetEnvironmentVariable("GRADUS_FUZZ_SECONDS"),
            CultureInfo.InvariantCulture,
            out var seconds
        )
            ? seconds
            : DefaultSeconds;

    [Theory]
    [MemberData(nameof(Parser))]
    public void The_corpus_is_survived(string parser)
    {
        var corpus = Corpus.Of(parser);

        corpus.ShouldNotBeEmpty();
        foreach (var text in corpus)
        {
            Survival.ShouldSurvive(parser, text);
        }
    }

    [Theory]
    [MemberData(nameof(Parser))]
    public void What_is_near_the_corpus_is_survived(string parser)
    {
        var count = 0L;
        Mutation
            .Of(Corpus.Of(parser))
            .Sample(
                text =>
                {
                    Interlocked.Increment(ref count);
                    Survival.ShouldSurvive(parser, text);
                },
                time: Seconds,
                threads: 1,
                print: Print
            );
        output.WriteLine($"{parser}: {count} texts in {Seconds} s");
        count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_parser_that_throws_hangs_or_hoards_is_seen()
    {
        Should.Throw<FormatException>(() => Survival.ShouldSurvive(_ => throw new FormatException(), ""));
        Should.Throw<ShouldAssertException>(() =>
            Survival.ShouldSurvive(_ => Thread.Sleep(Survival.Longest * 1.1), "")
        );
        Should.Throw<ShouldAssertException>(() =>
            Survival.ShouldSurvive(_ => GC.KeepAlive(new byte[Survival.MostBytes + 1]), "")
        );
    }

    // As a C# literal: what is no ASCII, or half a character, would not be seen.
    private static string Print(string text) =>
        $"\"{string.Concat(text.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? $"{c}" : $"\\u{(int)c:x4}"))}\"";
}
