using Gradus.Core.Gates;

namespace Gradus.Policies.Reading;

/// <summary>How χ² is asked for.</summary>
public sealed class DriftReadingTests
{
    [Theory]
    [InlineData("at_least: 0.01", "≥", 0.01)]
    [InlineData("above: 0.05", ">", 0.05)]
    public void Of_chi_square_the_p_value_has_a_least(string bound, string relation, double value) =>
        Files
            .Read(Text(bound))
            .RulesFor("m", "Production")
            .Gates.ShouldHaveSingleItem()
            .Gate.ShouldBe(new DriftGate("chi_square", new Bound(relation, value), "june", "train"));

    [Theory]
    [InlineData("at_most: 0.2")]
    [InlineData("below: 0.2")]
    [InlineData("at_least: 0")]
    [InlineData("at_least: 12.5")]
    public void A_bound_that_is_none_of_a_p_value_is_told(string bound) =>
        Files
            .Problems(Text(bound))
            .ShouldHaveSingleItem()
            .ShouldEndWith(
                "chi_square is judged by its p-value, which is small where data differ: give 'at_least' or 'above' a number between 0 and 1, such as 0.01."
            );

    private static string Text(string bound) =>
        $$"""
            version: 1
            stages:
              - name: Production
                gates:
                  - drift: { measure: chi_square, data: june, reference: train, {{bound}} }
            """;
}
