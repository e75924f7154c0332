using CsCheck;

namespace Gradus.Evaluation.Statistics;

public sealed class DeLongTests
{
    // pROC reads the probabilities with nine digits.
    private const double Tolerance = 1e-7;

    private static readonly Gen<(float Candidate, float Incumbent, bool IsPositive)[]> GenScores = Gen.Select(
            Gen.Int[0, 10].Select(i => i / 10f),
            Gen.Int[0, 10].Select(i => i / 10f),
            Gen.Bool
        )
        .Array[4, 50]
        .Where(scores => scores.Count(s => s.Item3) >= 2 && scores.Count(s => !s.Item3) >= 2);

    [Theory]
    [InlineData("v1_v2", "v1-two-features.onnx")]
    [InlineData("v3_v2", "v3-forest.onnx")]
    public void The_sample_models_compare_as_in_pROC(string key, string file)
    {
        var (candidate, incumbent) = (
            SamplePredictions.Of("breast-cancer", file),
            SamplePredictions.Of("breast-cancer", "v2-logistic.onnx")
        );

        var areas = DeLong.Compare(
            candidate.Score(1),
            incumbent.Score(1),
            candidate.Actual.Select(a => a == 1).ToArray(),
            0.95
        );

        areas.Candidate.Estimate.ShouldBe(Reference.Number("delong", key, "candidate"), Tolerance);
        areas.Candidate.Lower.ShouldBe(Reference.Number("delong", key, "candidate_lower"), Tolerance);
        areas.Incumbent.Estimate.ShouldBe(Reference.Number("delong", key, "incumbent"), Tolerance);
        areas.Difference.Lower.ShouldBe(Reference.Number("delong", key, "lower"), Tolerance);
        areas.Difference.Upper.ShouldBe(Reference.Number("delong", key, "upper"), Tolerance);
        areas.PValue.ShouldBe(Reference.Number("delong", key, "p"), Tolerance);
    }

    [Fact]
    public void Mid_ranks_give_what_comparing_every_pair_gives() =>
        GenScores.Sample(scores =>
        {
            var areas = Compare(scores);
            var (v10, v01) = PairwiseDifferences(scores);

            areas.Difference.Estimate.ShouldBe(v10.Average(), 1e-9);
            var width = areas.Difference.Upper - areas.Difference.Lower;
            var variance = (Variance(v10) / v10.Length) + (Variance(v01) / v01.Length);
            if (variance > 1e-9)
            {
                width.ShouldBe(2 * 1.959963984540054 * Math.Sqrt(variance), 1e-9);
            }
        });

    [Fact]
    public void Swapping_the_models_turns_the_difference_around() =>
        GenScores.Sample(scores =>
        {
            var areas = Compare(scores);
            var swapped = Compare([.. scores.Select(s => (s.Incumbent, s.Candidate, s.IsPositive))]);

            swapped.Difference.ShouldBe(areas.Difference.Negated());
            swapped.PValue.ShouldBe(areas.PValue);
            (double.IsNaN(areas.PValue) || areas.PValue is >= 0 and <= 1).ShouldBeTrue();
        });

    [Fact]
    public void Models_that_score_alike_show_no_difference()
    {
        var areas = Compare([(0.1f, 0.1f, false), (0.7f, 0.7f, false), (0.6f, 0.6f, true), (0.9f, 0.9f, true)]);

        areas.Difference.Estimate.ShouldBe(0);
        areas.Difference.IsDefined.ShouldBeFalse();
        areas.PValue.ShouldBe(1);
    }

    [Fact]
    public void A_perfect_model_and_a_constant_one_do_not_vary_and_cannot_be_tested()
    {
        var areas = Compare([(0.1f, 0.5f, false), (0.2f, 0.5f, false), (0.8f, 0.5f, true), (0.9f, 0.5f, true)]);

        areas.Difference.Estimate.ShouldBe(0.5);
        areas.Difference.IsDefined.ShouldBeFalse();
        areas.PValue.ShouldBe(double.NaN);
    }

    [Fact]
    public void One_positive_is_too_few() =>
        Compare([(0.1f, 0.2f, false), (0.2f, 0.1f, false), (0.8f, 0.7f, true)]).PValue.ShouldBe(double.NaN);

    [Fact]
    public void A_score_that_is_not_a_number_leaves_everything_undefined() =>
        Compare([(float.NaN, 0.2f, false), (0.2f, 0.1f, false), (0.8f, 0.7f, true), (0.8f, 0.7f, true)])
            .PValue.ShouldBe(double.NaN);

    private static AreaComparison Compare((float Candidate, float Incumbent, bool IsPositive)[] scores) =>
        DeLong.Compare(
            scores.Select(s => s.Candidate).ToArray(),
            scores.Select(s => s.Incumbent).ToArray(),
            scores.Select(s => s.IsPositive).ToArray(),
            0.95
        );

    private static (double[] V10, double[] V01) PairwiseDifferences(
        (float Candidate, float Incumbent, bool IsPositive)[] scores
    )
    {
        var (positives, negatives) = (scores.Where(s => s.IsPositive), scores.Where(s => !s.IsPositive));
        return (
            [.. positives.Select(p => negatives.Average(n => Wins(p, n)))],
            [.. negatives.Select(n => positives.Average(p => Wins(p, n)))]
        );
    }

    private static double Wins(
        (float Candidate, float Incumbent, bool IsPositive) positive,
        (float Candidate, float Incumbent, bool IsPositive) negative
    ) =>
        (Math.Sign(positive.Candidate - negative.Candidate) - Math.Sign(positive.Incumbent - negative.Incumbent)) / 2.0;

    private static double Variance(double[] values) =>
        values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1);
}
