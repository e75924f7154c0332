using CsCheck;
using Gradus.Core.Evaluations;

namespace Gradus.Evaluation.Statistics;

/// <summary>From an interval to a judgement, and when there is none.</summary>
public sealed class JudgementTests
{
    [Theory]
    [InlineData(0.001, 0.02, Standing.Superior)]
    [InlineData(0, 0.02, Standing.NonInferior)]
    [InlineData(-0.009, 0.02, Standing.NonInferior)]
    [InlineData(-0.009, -0.002, Standing.NonInferior)]
    [InlineData(-0.01, 0.02, Standing.Inconclusive)]
    [InlineData(-0.03, -0.002, Standing.Inconclusive)]
    [InlineData(-0.03, -0.011, Standing.Inferior)]
    [InlineData(double.NaN, 0.02, Standing.Inconclusive)]
    public void Where_the_interval_lies_about_0_and_the_margin_decides(double lower, double upper, Standing expected) =>
        NonInferiority.Judge(lower, upper, margin: 0.01).ShouldBe(expected);

    [Fact]
    public void A_greater_margin_never_makes_a_candidate_inferior() =>
        Gen.Select(Gen.Double[-1, 1], Gen.Double[0, 1], Gen.Double[0, 0.5], Gen.Double[0, 0.5])
            .Sample(
                (lower, width, margin, more) =>
                {
                    var strict = NonInferiority.Judge(lower, lower + width, margin);
                    var lax = NonInferiority.Judge(lower, lower + width, margin + more);

                    (strict is Standing.Superior or Standing.NonInferior && lax != strict).ShouldBeFalse();
                    (strict == Standing.Inconclusive && lax == Standing.Inferior).ShouldBeFalse();
                }
            );

    [Theory]
    [InlineData(49, "49 examples are too few to judge by; at least 50 are needed")]
    [InlineData(50, null)]
    public void Fewer_than_fifty_examples_are_too_few(int examples, string? complaint) =>
        TooFew.Complaint(examples).ShouldBe(complaint);

    [Theory]
    [InlineData(1000, 9, 0, false)]
    [InlineData(1000, 10, 0, true)]
    [InlineData(40, 20, 0.01, false)]
    // No difference among 300: at most 1.2 % could differ; among 1,000: 0.37 %.
    [InlineData(300, 0, 0.01, false)]
    [InlineData(1000, 0, 0.01, true)]
    public void Models_that_hardly_ever_differ_are_compared_only_where_the_rest_could_not_matter(
        int examples,
        int discordant,
        double margin,
        bool isEnough
    )
    {
        var most = new McNemar(discordant, 0).MostDiscordant(examples, 0.95);

        (TooFew.Complaint(examples, discordant, most, margin) is null).ShouldBe(isEnough);
    }

    [Fact]
    public void The_share_of_differences_has_Clopper_and_Pearsons_upper_end()
    {
        // 1 − 0.025^(1/n) where there are none.
        new McNemar(0, 0)
            .MostDiscordant(100, 0.95)
            .ShouldBe(1 - Math.Pow(0.025, 0.01), 1e-9);
        new McNemar(5, 5).MostDiscordant(10, 0.95).ShouldBe(1);
    }
}
