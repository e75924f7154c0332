using CsCheck;

namespace Gradus.Evaluation.Statistics;

public sealed class CorrectionsTests
{
    private static readonly Gen<double[]> GenPs = Gen.Double[0, 1].Array[0, 20];

    // Benjamini and Hochberg 1995, § 4: 15 hypotheses of a study of thrombolysis.
    private static readonly double[] Published =
    [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0000,
    ];

    [Fact]
    public void Of_Benjamini_and_Hochbergs_example_three_are_rejected_by_Bonferroni_and_four_by_theirs()
    {
        Corrections.Bonferroni(Published).Count(p => p <= 0.05).ShouldBe(3);
        Corrections.Holm(Published).Count(p => p <= 0.05).ShouldBe(3);
        Corrections.BenjaminiHochberg(Published).Count(p => p <= 0.05).ShouldBe(4);
    }

    [Fact]
    public void Worked_out_by_hand()
    {
        double[] p = [0.04, 0.01, 0.03];

        Corrections.Bonferroni(p).ShouldBe([0.12, 0.03, 0.09], 1e-12);
        Corrections.Holm(p).ShouldBe([0.06, 0.03, 0.06], 1e-12);
        Corrections.BenjaminiHochberg(p).ShouldBe([0.04, 0.03, 0.04], 1e-12);
    }

    [Fact]
    public void Adjusted_values_keep_their_order_and_lie_between_the_given_one_and_Bonferronis() =>
        GenPs.Sample(p =>
        {
            var bonferroni = Corrections.Bonferroni(p);
            var holm = Corrections.Holm(p);
            var hochberg = Corrections.BenjaminiHochberg(p);
            for (var i = 0; i < p.Length; i++)
            {
                p[i].ShouldBeLessThanOrEqualTo(hochberg[i]);
                hochberg[i].ShouldBeLessThanOrEqualTo(holm[i] + 1e-15);
                holm[i].ShouldBeLessThanOrEqualTo(bonferroni[i] + 1e-15);
                bonferroni[i].ShouldBeLessThanOrEqualTo(1);
                for (var j = 0; j < p.Length; j++)
                {
                    if (p[i] <= p[j])
                    {
                        holm[i].ShouldBeLessThanOrEqualTo(holm[j]);
                        hochberg[i].ShouldBeLessThanOrEqualTo(hochberg[j]);
                    }
                }
            }
        });

    [Fact]
    public void A_single_hypothesis_is_left_as_it_is()
    {
        Corrections.Holm([0.03]).ShouldBe([0.03]);
        Corrections.BenjaminiHochberg([0.03]).ShouldBe([0.03]);
        Corrections.Bonferroni([0.03]).ShouldBe([0.03]);
    }
}
