using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;

namespace Gradus.Evaluation.Onnx;

/// <summary>Every form in which classifiers take features and give answers, on models small enough to follow by hand.</summary>
public sealed class ClassifierTests : IDisposable
{
    // Two features; the label is which of them is greater.
    private const string Numbers = "a,b,label\n2,1,0\n5,4,0\n1,3,1\n0,7,1\n3,2,1\n";
    private const string Words = "a,b,label\n2,1,first\n5,4,first\n1,3,second\n0,7,second\n3,2,second\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_with_scores_only_says_the_class_with_the_greatest() =>
        Measure(Models.Softmax("features", 2), Numbers)[MetricNames.Accuracy].ShouldBe(0.8);

    [Fact]
    public void Scores_without_a_name_are_about_the_sorted_labels() =>
        Measure(Models.Softmax("features", 2), Words)[MetricNames.Accuracy].ShouldBe(0.8);

    [Fact]
    public void A_model_with_one_input_a_column_is_fed_by_name()
    {
        // The inputs are declared in the other order than the columns.
        var metrics = Measure(Models.Columns("b", "a"), "a,unused,b,label\n2,9,1,0\n1,9,3,1\n");

        metrics[MetricNames.Accuracy].ShouldBe(1);
    }

    [Fact]
    public void The_maps_of_ZipMap_name_their_classes()
    {
        var metrics = Measure(Models.ZipMap("second", "first"), Words);

        metrics[MetricNames.Accuracy].ShouldBe(0.8);
        // Scores as second: 0.88, 1.0 and 0.27 for those that are, 0.27 twice for those that are not: two ties.
        metrics[MetricNames.RocAuc].ShouldBe((2 + 2 + 1) / 6.0, 1e-9);
        double.IsFinite(metrics[MetricNames.LogLoss]).ShouldBeTrue();
    }

    [Fact]
    public void A_single_score_is_the_probability_of_the_greater_class()
    {
        var metrics = Measure(Models.Sigmoid(), Numbers);

        metrics[MetricNames.Accuracy].ShouldBe(0.8);
        metrics[MetricNames.RocAuc].ShouldBe(5.0 / 6, 1e-9);
    }

    [Fact]
    public void Scores_that_are_no_probabilities_still_have_a_label_and_an_area()
    {
        var metrics = Measure(Models.Logits(), Numbers);

        metrics[MetricNames.Accuracy].ShouldBe(0.8);
        metrics[MetricNames.LogLoss].ShouldBe(double.NaN);
        metrics[MetricNames.Brier].ShouldBe(double.NaN);
        double.IsFinite(metrics[MetricNames.RocAuc]).ShouldBeTrue();
    }

    [Fact]
    public void A_model_that_takes_one_example_at_a_time_is_given_one_at_a_time() =>
        Measure(Models.Softmax("features", 2, batch: 1), Numbers)[MetricNames.Accuracy].ShouldBe(0.8);

    [Theory]
    [InlineData(3, -1, "input 'features' takes 3 features; data set 'x' has 2")]
    [InlineData(2, 8, "input 'features' takes exactly 8 examples at a time")]
    public void A_model_of_another_shape_is_incompatible(int width, int batch, string reason) =>
        Reason(Models.Softmax("features", width, batch), Numbers).ShouldBe(reason);

    [Fact]
    public void A_column_that_the_data_set_lacks_is_incompatible() =>
        Reason(Models.Columns("a", "c"), Numbers).ShouldBe("input 'c' is not a feature of data set 'x'");

    [Fact]
    public void A_model_that_does_not_declare_its_width_is_incompatible_when_it_fails_on_the_data()
    {
        var reason = Reason(Models.Softmax("features", 3, declaredWidth: -1), Numbers);

        reason.ShouldStartWith(
            "input 'features' does not say how many features it takes, and the model fails on the 2 of data set 'x': "
        );
        reason.ShouldNotContain("/");
    }

    [Fact]
    public void Whole_numbers_for_labels_of_text_are_incompatible() =>
        Reason(Models.Labels(), Words)
            .ShouldBe("output 'label' gives whole numbers; the labels of data set 'x' are text such as 'first'");

    [Fact]
    public void Scores_for_two_classes_do_not_fit_three() =>
        Reason(Models.Softmax("features", 2), "a,b,label\n2,1,x\n1,2,y\n3,4,z\n")
            .ShouldBe("output 'probabilities' gives 2 scores; data set 'x' has 3 classes");

    [Fact]
    public void A_file_that_is_no_model_cannot_be_loaded()
    {
        var thrown = Should.Throw<ModelException>(() => Evaluate([1, 2, 3, 4, 5], Numbers));

        thrown.Message.ShouldStartWith("The model file could not be loaded: ");
        thrown.Message.ShouldNotContain(Path.GetTempPath());
        thrown.Message.ShouldNotContain("\n");
    }

    private IReadOnlyDictionary<string, double> Measure(byte[] model, string csv) =>
        Evaluate(model, csv).ShouldBeOfType<EvaluationResult.Measured>().Measurement.Metrics;

    private string Reason(byte[] model, string csv) =>
        Evaluate(model, csv).ShouldBeOfType<EvaluationResult.Incompatible>().Reason;

    private EvaluationResult Evaluate(byte[] model, string csv) =>
        Evaluator.Evaluate(
            _folder.Write("model.onnx", model),
            _folder.Write("data.csv", csv),
            new EvaluationOptions("x", new DatasetColumns("label", [])) { LatencyCalls = 5 },
            TestContext.Current.CancellationToken
        );
}
