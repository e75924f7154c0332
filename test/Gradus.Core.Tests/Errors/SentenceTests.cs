using Gradus.Core.Errors;

namespace Gradus.Core.Tests.Errors;

public sealed class SentenceTests
{
    [Theory]
    [InlineData("a byte changed", "a byte changed.", "a byte changed")]
    [InlineData("A byte changed.", "A byte changed.", "A byte changed")]
    [InlineData("Why?", "Why?", "Why?")]
    [InlineData("No!", "No!", "No!")]
    [InlineData("", ".", "")]
    public void What_somebody_wrote_ends_with_one_full_stop_and_within_a_sentence_with_none(
        string text,
        string ended,
        string clause
    ) => (Sentence.End(text), Sentence.Clause(text)).ShouldBe((ended, clause));
}
