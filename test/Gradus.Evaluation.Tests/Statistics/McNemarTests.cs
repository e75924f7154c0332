using CsCheck;

namespace Gradus.Evaluation.Statistics;

public sealed class McNemarTests
{
    [Fact]
    public void Fagerlands_example_has_the_published_p_values()
    {
        // Airway hyper-responsiveness before and after stem cell transplantation: 1 and 7 discordant pairs.
        var pairs = new McNemar(1, 7);

        pairs.ExactP.ShouldBe(0.070, 0.0005);
        pairs.MidP.ShouldBe(0.039, 0.0005);
    }

    [Theory]
    [InlineData("v3_v2", "v3-forest.onnx")]
    [InlineData("v4_v2", "v4-blind-to-8.onnx")]
    public void The_sample_models_have_SciPys_p_values(string key, string candidate)
    {
        var pairs = McNemar.Of(
            SamplePredictions.Of("digits", candidate).IsRight,
            SamplePredictions.Of("digits", "v2-mlp.onnx").IsRight
        );

        pairs.OnlyCandidate.ShouldBe((int)Reference.Number("mcnemar", key, "b"));
        pairs.OnlyIncumbent.ShouldBe((int)Reference.Number("mcnemar", key, "c"));
        pairs.ExactP.ShouldBe(Reference.Number("mcnemar", key, "exact"), 1e-12);
        pairs.MidP.ShouldBe(Reference.Number("mcnemar", key, "mid"), 1e-12);
    }

    [Fact]
    public void Models_that_never_differ_show_no_difference()
    {
        new McNemar(0, 0).ExactP.ShouldBe(1);
        new McNemar(0, 0).MidP.ShouldBe(1);
    }

    [Fact]
    public void As_many_on_either_side_is_one_less_half_of_what_was_observed() =>
        // C(4, 2)/2⁴ = 0.375.
        new McNemar(2, 2).MidP.ShouldBe(1 - (0.375 / 2), 1e-12);

    [Fact]
    public void The_mid_p_value_is_below_the_exact_one_and_neither_depends_on_who_is_the_candidate() =>
        Gen.Select(Gen.Int[0, 500], Gen.Int[0, 500])
            .Sample(
                (b, c) =>
                {
                    var pairs = new McNemar(b, c);

                    pairs.ExactP.ShouldBeInRange(0, 1);
                    pairs.MidP.ShouldBeInRange(0, pairs.ExactP);
                    (new McNemar(c, b).ExactP, new McNemar(c, b).MidP).ShouldBe((pairs.ExactP, pairs.MidP));
                }
            );
}
