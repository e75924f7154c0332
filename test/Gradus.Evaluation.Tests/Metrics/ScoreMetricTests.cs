using CsCheck;
using Gradus.Evaluation.Datasets;

namespace Gradus.Evaluation.Metrics;

/// <summary>Expected values are those of the examples in scikit-learn's reference, or worked out by hand beside the test.</summary>
public sealed class ScoreMetricTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Log_loss_is_the_mean_negative_natural_logarithm()
    {
        // The example of sklearn.metrics.log_loss: 0.21616….
        var loss = new LogLoss();
        foreach (var probability in new[] { .9, .9, .8, .65 })
        {
            loss.Add(probability);
        }

        loss.Value.ShouldBe(0.21616187468057912, Tolerance);
    }

    [Fact]
    public void Log_loss_of_a_certain_mistake_is_that_of_the_smallest_step_of_a_32_bit_float()
    {
        var loss = new LogLoss();
        loss.Add(0);

        // −ln(numpy.finfo(float32).eps) = 23 · ln 2
        loss.Value.ShouldBe(23 * Math.Log(2), 1e-12);
    }

    [Fact]
    public void Brier_score_of_two_classes_is_the_mean_squared_error()
    {
        // The example of sklearn.metrics.brier_score_loss: 0.0375.
        var brier = new BrierScore();
        brier.Add([0.9f, 0.1f], 0);
        brier.Add([0.1f, 0.9f], 1);
        brier.Add([0.2f, 0.8f], 1);
        brier.Add([0.7f, 0.3f], 0);

        brier.Value.ShouldBe(0.0375, Tolerance);
    }

    [Fact]
    public void Brier_score_of_three_classes_sums_over_classes()
    {
        // The example of sklearn.metrics.brier_score_loss for eggs, ham, spam: 0.146….
        // (0.04 + 0.01 + 0.01 + 0.04 + 0.09 + 0.01 + 0.04 + 0.04 + 0.16) / 3
        var brier = new BrierScore();
        brier.Add([0.8f, 0.1f, 0.1f], 0);
        brier.Add([0.2f, 0.7f, 0.1f], 1);
        brier.Add([0.2f, 0.2f, 0.6f], 2);

        brier.Value.ShouldBe(0.44 / 3, Tolerance);
    }

    [Fact]
    public void Brier_score_counts_a_class_without_a_probability_as_given_zero()
    {
        var brier = new BrierScore();
        brier.Add([0.5f, 0.3f, 0.2f], -1);

        brier.Value.ShouldBe(0.25 + 0.09 + 0.04 + 1, Tolerance);
    }

    [Fact]
    public void Area_under_the_curve_counts_the_pairs_in_order()
    {
        // The example of sklearn.metrics.roc_curve: y = 0 0 1 1, scores .1 .4 .35 .8, area 0.75.
        Area((0.1f, false), (0.4f, false), (0.35f, true), (0.8f, true)).ShouldBe(0.75);
    }

    [Fact]
    public void A_tie_is_half_a_pair_in_order() => Area((0.5f, false), (0.5f, true)).ShouldBe(0.5);

    [Fact]
    public void The_area_of_one_class_is_undefined()
    {
        Area((0.5f, true), (0.6f, true)).ShouldBe(double.NaN);
        Area((0.5f, false)).ShouldBe(double.NaN);
    }

    [Fact]
    public void The_area_of_a_score_that_is_not_a_number_is_undefined() =>
        Area((float.NaN, true), (0.6f, false)).ShouldBe(double.NaN);

    [Fact]
    public void The_area_by_ranks_is_the_area_by_comparing_every_pair() =>
        Gen.Select(Gen.Int[0, 20], Gen.Bool)
            .Array[2, 60]
            .Where(examples => examples.Any(e => e.Item2) && examples.Any(e => !e.Item2))
            .Sample(examples =>
            {
                var pairs =
                    from positive in examples.Where(e => e.Item2)
                    from negative in examples.Where(e => !e.Item2)
                    select positive.Item1.CompareTo(negative.Item1) switch
                    {
                        > 0 => 1.0,
                        0 => 0.5,
                        _ => 0.0,
                    };

                Area([.. examples.Select(e => (e.Item1 / 20f, e.Item2))]).ShouldBe(pairs.Average(), 1e-9);
            });

    [Fact]
    public void Area_of_two_classes_is_that_of_the_greater_label()
    {
        var classes = ClassTable.Of(["no", "yes"]);
        var metrics = new ScoreMetrics([1, 0]);

        // Columns are yes, no: every yes scores higher as yes.
        metrics.Add([0.9f, 0.1f], actual: 1, predicted: 1);
        metrics.Add([0.2f, 0.8f], actual: 0, predicted: 0);

        metrics.RocAuc(classes).ShouldBe(1);
    }

    [Fact]
    public void Area_of_three_classes_is_the_mean_of_each_against_the_rest()
    {
        var classes = ClassTable.Of(["0", "1", "2"]);
        var metrics = new ScoreMetrics([0, 1, 2]);
        metrics.Add([0.6f, 0.3f, 0.1f], actual: 0, predicted: 0);
        metrics.Add([0.5f, 0.2f, 0.3f], actual: 1, predicted: 0);
        metrics.Add([0.1f, 0.4f, 0.5f], actual: 2, predicted: 2);

        // Class 0: 0.6 above 0.5 and 0.1, so 1. Class 1: 0.2 below both, so 0. Class 2: 0.5 above both, so 1.
        metrics.RocAuc(classes).ShouldBe(2.0 / 3, 1e-12);
    }

    [Fact]
    public void Area_of_three_classes_is_undefined_if_one_never_occurs()
    {
        var metrics = new ScoreMetrics([0, 1, 2]);
        metrics.Add([0.6f, 0.3f, 0.1f], actual: 0, predicted: 0);
        metrics.Add([0.3f, 0.6f, 0.1f], actual: 1, predicted: 1);

        metrics.RocAuc(ClassTable.Of(["0", "1", "2"])).ShouldBe(double.NaN);
    }

    [Theory]
    [InlineData(2.5f, -1.5f)]
    [InlineData(0.9f, 0.9f)]
    [InlineData(float.NaN, 0.5f)]
    public void Scores_that_are_no_probabilities_leave_log_loss_and_brier_undefined(float first, float second)
    {
        var metrics = new ScoreMetrics([0, 1]);
        metrics.Add([0.4f, 0.6f], actual: 1, predicted: 1);
        metrics.Add([first, second], actual: 0, predicted: 0);

        metrics.LogLoss.ShouldBe(double.NaN);
        metrics.Brier.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_predicted_class_without_a_score_leaves_every_metric_of_scores_undefined()
    {
        var metrics = new ScoreMetrics([0, 1]);
        metrics.Add([0.4f, 0.6f], actual: 1, predicted: 2);

        metrics.LogLoss.ShouldBe(double.NaN);
        metrics.Brier.ShouldBe(double.NaN);
        metrics.RocAuc(ClassTable.Of(["0", "1"])).ShouldBe(double.NaN);
    }

    private static double Area(params (float Score, bool IsPositive)[] examples)
    {
        var scores = new RankedScores();
        foreach (var (score, isPositive) in examples)
        {
            scores.Add(score, isPositive);
        }

        return RocAuc.Of(scores);
    }
}
