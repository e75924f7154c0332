using CsCheck;
using Gradus.Core.Evaluations;

namespace Gradus.Evaluation.Statistics;

public sealed class LabelBootstrapTests
{
    private static readonly BootstrapOptions Few = new() { Resamples = 300 };

    private static readonly Gen<(int Actual, int Candidate, int Incumbent)[]> GenAnswers = Gen.Select(
        Gen.Int[0, 2],
        Gen.Int[0, 2],
        Gen.Int[0, 2]
    ).Array[3, 60];

    [Fact]
    public void The_interval_of_two_models_balanced_accuracies_is_that_of_SciPy()
    {
        var (candidate, incumbent) = Digits("v4-blind-to-8.onnx");

        var interval = Difference(MetricNames.BalancedAccuracy, candidate, incumbent, new BootstrapOptions());

        interval.Estimate.ShouldBe(Reference.Number("balanced_accuracies", "estimate"), 1e-12);
        // Both are drawn, 10,000 times: ends differ by some hundredths of the interval's width.
        var tolerance = 0.04 * (interval.Upper - interval.Lower);
        interval.Lower.ShouldBe(Reference.Number("balanced_accuracies", "lower"), tolerance);
        interval.Upper.ShouldBe(Reference.Number("balanced_accuracies", "upper"), tolerance);
    }

    [Fact]
    public void Drawing_counts_is_drawing_examples()
    {
        var (candidate, incumbent) = Digits("v3-forest.onnx");
        var byCounts = Difference(MetricNames.Accuracy, candidate, incumbent, new BootstrapOptions());
        var byExamples = PairedBootstrap.Difference(candidate.Right, incumbent.Right, new BootstrapOptions());

        byCounts.Estimate.ShouldBe(byExamples.Estimate, 1e-12);
        byCounts.Lower.ShouldBe(byExamples.Lower, 1.5 / 899);
        byCounts.Upper.ShouldBe(byExamples.Upper, 1.5 / 899);
    }

    [Fact]
    public void The_forest_is_not_significantly_better_than_the_perceptron()
    {
        var (candidate, incumbent) = Digits("v3-forest.onnx");

        var interval = Difference(MetricNames.Accuracy, candidate, incumbent, new BootstrapOptions());

        interval.Estimate.ShouldBe(7.0 / 899, 1e-12);
        interval.Contains(0).ShouldBeTrue();
        McNemar.Of(candidate.IsRight, incumbent.IsRight).MidP.ShouldBeGreaterThan(0.05);
        NonInferiority.Judge(interval.Lower, interval.Upper, 0.01).ShouldBe(Standing.NonInferior);
    }

    [Fact]
    public void The_model_that_is_blind_to_8_is_clearly_worse()
    {
        var (candidate, incumbent) = Digits("v4-blind-to-8.onnx");
        var pairs = McNemar.Of(candidate.IsRight, incumbent.IsRight);

        var interval = Difference(MetricNames.Accuracy, candidate, incumbent, new BootstrapOptions());

        interval.Upper.ShouldBeLessThan(-0.05);
        pairs.ExactP.ShouldBeLessThan(1e-6);
        NonInferiority.Judge(interval.Lower, interval.Upper, 0.01).ShouldBe(Standing.Inferior);
    }

    [Theory]
    [MemberData(nameof(EveryMetric))]
    public void The_estimate_is_the_metric_itself(string metric)
    {
        var model = SamplePredictions.Of("breast-cancer", "v2-logistic.onnx");
        var interval = LabelBootstrap.Metric(metric, model.Actual, model.Predicted, positive: 1, Few);

        interval.Estimate.ShouldBe(Reference.Number("classification", "breast-cancer-v2-logistic", metric), 1e-12);
        interval.Contains(interval.Estimate).ShouldBeTrue();
    }

    [Fact]
    public void The_number_of_threads_and_the_order_of_the_examples_change_nothing() =>
        GenAnswers.Sample(
            answers =>
            {
                var interval = Of(answers, Few with { Threads = 1 });

                Of(answers, Few).ShouldBe(interval);
                Of([.. answers.OrderByDescending(a => a.Incumbent)], Few).ShouldBe(interval);
            },
            iter: 50
        );

    [Fact]
    public void Swapping_the_models_turns_the_interval_around() =>
        GenAnswers.Sample(
            answers =>
            {
                var interval = Of(answers, Few);
                var swapped = Of([.. answers.Select(a => (a.Actual, a.Incumbent, a.Candidate))], Few).Negated();

                // Of two models that are equally good, neither is drawn from its side.
                if (interval.Estimate != 0)
                {
                    swapped.ShouldBe(interval);
                }
            },
            iter: 100
        );

    [Fact]
    public void A_metric_that_needs_a_positive_class_has_no_interval_without_one() =>
        LabelBootstrap.Metric(MetricNames.F1, [0, 1, 2], [0, 1, 2], positive: null, Few).IsDefined.ShouldBeFalse();

    [Fact]
    public void Only_metrics_of_labels_are_drawn_by_counts()
    {
        LabelBootstrap.Has(MetricNames.F1Macro).ShouldBeTrue();
        LabelBootstrap.Has(MetricNames.RocAuc).ShouldBeFalse();
    }

    public static TheoryData<string> EveryMetric => new(MetricNames.All.Where(LabelBootstrap.Has));

    private static (SamplePredictions Candidate, SamplePredictions Incumbent) Digits(string candidate) =>
        (SamplePredictions.Of("digits", candidate), SamplePredictions.Of("digits", "v2-mlp.onnx"));

    private static Interval Difference(
        string metric,
        SamplePredictions candidate,
        SamplePredictions incumbent,
        BootstrapOptions options
    ) =>
        LabelBootstrap.Difference(
            metric,
            candidate.Actual,
            candidate.Predicted,
            incumbent.Predicted,
            positive: null,
            options
        );

    private static Interval Of((int Actual, int Candidate, int Incumbent)[] answers, BootstrapOptions options) =>
        LabelBootstrap.Difference(
            MetricNames.F1Macro,
            answers.Select(a => a.Actual).ToArray(),
            answers.Select(a => a.Candidate).ToArray(),
            answers.Select(a => a.Incumbent).ToArray(),
            positive: null,
            options
        );
}
