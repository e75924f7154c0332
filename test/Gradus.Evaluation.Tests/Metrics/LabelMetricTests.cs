namespace Gradus.Evaluation.Metrics;

/// <summary>Expected values are those of the examples in scikit-learn's reference, or worked out by hand beside the test.</summary>
public sealed class LabelMetricTests
{
    private const double Tolerance = 1e-12;

    // sklearn.metrics.f1_score, precision_score and recall_score document this example: 0.26…, 0.22…, 0.33….
    private static readonly LabelCounts ThreeClasses = Count([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]);

    [Fact]
    public void Accuracy_is_the_share_of_right_predictions() => Accuracy.Of(ThreeClasses).ShouldBe(2.0 / 6, Tolerance);

    [Fact]
    public void Macro_precision_is_the_mean_over_classes() =>
        // 2/3, 0 and 0.
        Precision.Macro(ThreeClasses).ShouldBe(2.0 / 9, Tolerance);

    [Fact]
    public void Macro_recall_is_the_mean_over_classes() => Recall.Macro(ThreeClasses).ShouldBe(1.0 / 3, Tolerance);

    [Fact]
    public void Macro_F1_is_the_mean_over_classes() =>
        // 2·2/(2+3), 0 and 0.
        F1.Macro(ThreeClasses).ShouldBe(0.8 / 3, Tolerance);

    [Fact]
    public void Weighted_F1_weighs_by_the_true_classes()
    {
        // Class 0: 3 of 4 true, F1 = 2·3/(3+4); class 1: 1 of 4 true, F1 = 0.
        var counts = Count([0, 0, 0, 1], [0, 0, 0, 0]);

        F1.Weighted(counts).ShouldBe(6.0 / 7 * 3 / 4, Tolerance);
    }

    [Fact]
    public void Binary_F1_is_that_of_the_positive_class()
    {
        var counts = Count([0, 1, 1, 1], [0, 0, 1, 1]);

        // Precision 1, recall 2/3.
        F1.Binary(counts, positive: 1).ShouldBe(0.8, Tolerance);
        F1.Binary(counts, positive: null).ShouldBe(double.NaN);
    }

    [Fact]
    public void Balanced_accuracy_is_the_mean_recall()
    {
        // The example of sklearn.metrics.balanced_accuracy_score: 0.625.
        var counts = Count([0, 1, 0, 0, 1, 0], [0, 1, 0, 0, 0, 1]);

        Accuracy.Balanced(counts).ShouldBe(0.625, Tolerance);
    }

    [Fact]
    public void A_class_that_is_only_predicted_counts_for_macro_recall_but_not_for_balanced_accuracy()
    {
        var counts = Count([0, 0, 1, 1], [0, 2, 1, 1]);

        Accuracy.Balanced(counts).ShouldBe(0.75, Tolerance);
        Recall.Macro(counts).ShouldBe(0.5, Tolerance);
    }

    [Fact]
    public void A_class_that_neither_occurs_nor_is_predicted_counts_nowhere()
    {
        var counts = Count([0, 5, 5], [0, 5, 0]);

        Precision.Macro(counts).ShouldBe(0.75, Tolerance);
        Recall.Macro(counts).ShouldBe(0.75, Tolerance);
    }

    [Fact]
    public void Without_examples_every_metric_is_undefined()
    {
        var counts = new LabelCounts();

        double[] all =
        [
            Accuracy.Of(counts),
            Accuracy.Balanced(counts),
            Precision.Macro(counts),
            Recall.Macro(counts),
            F1.Macro(counts),
            F1.Weighted(counts),
        ];
        all.ShouldAllBe(value => double.IsNaN(value));
    }

    private static LabelCounts Count(int[] actual, int[] predicted)
    {
        var counts = new LabelCounts();
        foreach (var (a, p) in actual.Zip(predicted))
        {
            counts.Add(a, p);
        }

        return counts;
    }
}
