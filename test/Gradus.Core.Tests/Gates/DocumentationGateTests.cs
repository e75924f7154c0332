using Gradus.Core.Models;

namespace Gradus.Core.Gates;

public sealed class DocumentationGateTests
{
    private const string Card = """
        # Intended use
        Fraud in card payments.

        ## Limits
        ## Data

        2025, Europe.
        """;

    [Theory]
    [InlineData(null, "a description of at least 10 characters")]
    [InlineData("", "a description of at least 10 characters")]
    [InlineData("  \n ", "a description of at least 10 characters")]
    [InlineData("short", "a description of at least 10 characters")]
    [InlineData("   short    ", "a description of at least 10 characters")]
    public void A_description_has_a_least_length(string? description, string missing) =>
        Judge(new(10, [], []), description).ShouldBe(new GateResult(Verdict.Failed, $"missing: {missing}"));

    [Fact]
    public void A_description_that_is_long_enough_passes() =>
        (Judge(new(10, [], []), "0123456789") with { Seen = null }).ShouldBe(
            new GateResult(Verdict.Passed, "documented")
        );

    [Fact]
    public void What_was_read_goes_with_the_result_and_what_nobody_asked_for_does_not()
    {
        var gate = new DocumentationGate(5, ["owner"], []);
        GateResult Read(string text, string owner, string note) =>
            Judge(gate, text, [new("owner", owner), new("note", note)]);

        Read("0123456789", "ana", "b").Seen.ShouldBe(Read("0123456789", "ana", "a").Seen.ShouldNotBeNull());
        Read("0123456780", "ana", "a").Seen.ShouldNotBe(Read("0123456789", "ana", "a").Seen);
        Read("0123456789", "bo", "a").Seen.ShouldNotBe(Read("0123456789", "ana", "a").Seen);
    }

    [Fact]
    public void A_tag_has_to_have_a_value_on_the_version_or_its_model()
    {
        var gate = new DocumentationGate(0, ["owner", "risk"], []);

        Judge(gate, "", [new("owner", "ana")], [new("risk", "low")]).Verdict.ShouldBe(Verdict.Passed);
        Judge(gate, "", [new("owner", ""), new("Risk", "low")]).Message.ShouldBe("missing: tag 'owner', tag 'risk'");
    }

    [Fact]
    public void A_section_has_to_have_text_under_its_heading() =>
        Judge(new(0, [], ["intended use", "Limits", "Data", "Ethics"]), Card)
            .Message.ShouldBe("missing: section 'Limits', section 'Ethics'");

    [Fact]
    public void Everything_that_is_missing_is_told_at_once() =>
        Judge(new(1, ["owner"], ["Data"]), "").Message.ShouldBe("missing: a description, tag 'owner', section 'Data'");

    [Fact]
    public void Text_before_any_heading_is_of_no_section() =>
        Judge(new(0, [], [""]), "text\n# Data\nmore").Verdict.ShouldBe(Verdict.Failed);

    private static GateResult Judge(
        DocumentationGate gate,
        string? description,
        Tag[]? tags = null,
        Tag[]? ofModel = null
    ) =>
        gate.Evaluate(
            Evidence.Input(
                Evidence.Bare(1) with
                {
                    Version = Evidence.Version(1) with { Description = description, Tags = tags ?? [] },
                }
            ) with
            {
                Model = Evidence.Model with { Tags = ofModel ?? [] },
            }
        );
}
