using CsCheck;

namespace Gradus.Evaluation.Metrics;

/// <summary>What the report draws: curve, reliability and confusion.</summary>
public sealed class CurveTests
{
    private static readonly Gen<(int Score, bool IsPositive)[]> GenScores = Gen.Select(Gen.Int[0, 9], Gen.Bool)
        .Array[2, 40]
        .Where(scores => scores.Any(s => s.Item2) && scores.Any(s => !s.Item2));

    [Fact]
    public void The_area_under_the_corners_is_the_area_by_ranks() =>
        GenScores.Sample(examples =>
        {
            var scores = Rank(examples);
            var curve = RocCurve.Of(scores);
            var area = curve
                .Zip(curve.Skip(1))
                .Sum(p =>
                    (p.Second.FalsePositiveRate - p.First.FalsePositiveRate)
                    * (p.First.TruePositiveRate + p.Second.TruePositiveRate)
                    / 2
                );

            area.ShouldBe(RocAuc.Of(scores), 1e-9);
            (curve[0].FalsePositiveRate, curve[0].TruePositiveRate).ShouldBe((0, 0));
            (curve[^1].FalsePositiveRate, curve[^1].TruePositiveRate).ShouldBe((1, 1));
        });

    [Fact]
    public void Average_precision_is_scikit_learns_documented_one()
    {
        // y = 0 0 1 1, scores .1 .4 .35 .8: 0.83….
        var scores = new RankedScores();
        scores.Add(0.1f, false);
        scores.Add(0.4f, false);
        scores.Add(0.35f, true);
        scores.Add(0.8f, true);

        AveragePrecision.Of(scores).ShouldBe((1 + (2.0 / 3)) / 2, 1e-12);
    }

    [Fact]
    public void Average_precision_lies_between_the_share_of_positives_and_1_where_all_or_the_best_come_first() =>
        GenScores.Sample(examples =>
        {
            AveragePrecision.Of(Rank(examples)).ShouldBeInRange(0, 1);
            AveragePrecision.Of(Rank([.. examples.Select(e => (e.IsPositive ? 1 : 0, e.IsPositive))])).ShouldBe(1);
            AveragePrecision
                .Of(Rank([.. examples.Select(e => (1, e.IsPositive))]))
                .ShouldBe(examples.Average(e => e.IsPositive ? 1.0 : 0), 1e-9);
        });

    [Fact]
    public void There_is_no_curve_of_one_class_or_of_what_is_not_a_number()
    {
        RocCurve.Of(Rank([(1, true)])).ShouldBeEmpty();
        AveragePrecision.Of(Rank([(1, true)])).ShouldBe(double.NaN);
        var scores = new RankedScores();
        scores.Add(float.NaN, true);
        scores.Add(1, false);
        RocCurve.Of(scores).ShouldBeEmpty();
        AveragePrecision.Of(scores).ShouldBe(double.NaN);
    }

    [Fact]
    public void A_model_that_is_right_as_often_as_it_says_is_calibrated()
    {
        var calibration = new Calibration();
        for (var i = 0; i < 10; i++)
        {
            calibration.Add(0.9, isRight: i < 9);
        }

        calibration.Error.ShouldBe(0, 1e-12);
    }

    [Fact]
    public void The_calibration_error_weighs_each_bin_by_its_examples()
    {
        // Bin (12/15, 13/15]: three answers at 0.85, one right. Bin (8/15, 9/15]: one at 0.6, right.
        var calibration = new Calibration();
        calibration.Add(0.85, true);
        calibration.Add(0.85, false);
        calibration.Add(0.85, false);
        calibration.Add(0.6, true);

        calibration.Error.ShouldBe((0.75 * (0.85 - (1.0 / 3))) + (0.25 * 0.4), 1e-12);
        var points = calibration.Points;
        points.Count.ShouldBe(15);
        points[12].Examples.ShouldBe(3);
        points[12].Accuracy.ShouldBe(1.0 / 3, 1e-12);
        points[8].Confidence.ShouldBe(0.6, 1e-12);
        points[0].Confidence.ShouldBe(double.NaN);
    }

    [Fact]
    public void An_upper_end_belongs_to_its_bin_and_0_to_the_first()
    {
        var calibration = new Calibration();
        calibration.Add(0, true);
        calibration.Add(1.0 / 15, true);
        calibration.Add(1, true);

        calibration.Points.Select(p => p.Examples).ToArray()[..2].ShouldBe([2, 0]);
        calibration.Points[^1].Examples.ShouldBe(1);
    }

    [Fact]
    public void Nothing_and_what_is_not_a_number_are_not_calibrated()
    {
        new Calibration().Error.ShouldBe(double.NaN);
        var calibration = new Calibration();
        calibration.Add(double.NaN, true);
        calibration.Error.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_confusion_matrix_counts_each_answer_to_each_class_and_shows_the_commonest_mistakes_first()
    {
        var matrix = new ConfusionMatrix();
        foreach (var (actual, predicted) in new[] { (0, 0), (0, 1), (8, 1), (8, 1), (8, 8) })
        {
            matrix.Add(actual, predicted);
        }

        matrix[8, 1].ShouldBe(2);
        matrix[1, 8].ShouldBe(0);
        matrix.Cells.ShouldBe([(0, 0, 1), (0, 1, 1), (8, 1, 2), (8, 8, 1)]);
        matrix.Mistakes.ShouldBe([(8, 1, 2), (0, 1, 1)]);
    }

    private static RankedScores Rank((int Score, bool IsPositive)[] examples)
    {
        var scores = new RankedScores();
        foreach (var (score, isPositive) in examples)
        {
            scores.Add(score, isPositive);
        }

        return scores;
    }
}
