using Gradus.Core.Evaluations;
using Gradus.Core.Promotions;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>The gate that asks whether it was shown that a candidate is not worse.</summary>
public sealed class ConfidentIncumbentGateTests
{
    private static readonly VersionFacts Holder = WithPredictions(Evidence.Measured(1, 0.9, isHolder: true));

    private static readonly VersionFacts Candidate = WithPredictions(Evidence.Measured(2, 0.91));

    [Fact]
    public void What_is_compared_is_asked_for_once_both_were_measured()
    {
        var gate = Gate();
        var bare = Evidence.Input(Evidence.Bare(2), Holder);
        var measured = Evidence.Input(Candidate, Holder);

        gate.Needs(bare).Select(need => need.Task.Kind).ShouldBe([WorkKind.Evaluate, WorkKind.Evaluate]);
        gate.Evaluate(bare).ShouldBeNull();
        var comparing = gate.Needs(measured).Single(need => need.Task.Kind == WorkKind.Compare);
        comparing.Artifact.ShouldBe(Evidence.ManifestOf(2));
        comparing.Task.ShouldBe(Comparing());
        gate.Evaluate(measured).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.001, 0.02, 0.01, Verdict.Passed)]
    [InlineData(-0.009, 0.02, 0.01, Verdict.Passed)]
    [InlineData(-0.011, 0.02, 0.01, Verdict.Inconclusive)]
    [InlineData(-0.03, -0.011, 0.01, Verdict.Failed)]
    [InlineData(-0.001, 0.02, 0, Verdict.Inconclusive)]
    [InlineData(double.NaN, double.NaN, 0.01, Verdict.Inconclusive)]
    public void Where_the_interval_lies_decides(double lower, double upper, double margin, Verdict verdict) =>
        Judge(Gate(margin), Found(lower, upper))!.Verdict.ShouldBe(verdict);

    [Theory]
    [InlineData(-0.02, -0.001, Verdict.Passed)]
    [InlineData(-0.02, 0.009, Verdict.Passed)]
    [InlineData(-0.02, 0.02, Verdict.Inconclusive)]
    [InlineData(0.011, 0.02, Verdict.Failed)]
    public void Of_a_metric_of_which_less_is_better_it_is_the_other_way_round(
        double lower,
        double upper,
        Verdict verdict
    ) => Judge(Gate(0.01, metric: "log_loss"), Found(lower, upper, "log_loss"))!.Verdict.ShouldBe(verdict);

    [Fact]
    public void It_says_how_far_apart_the_two_are_and_how_sure_that_is() =>
        Judge(Gate(0.02), Found(-0.0117, 0.0033))!
            .Message.ShouldBe(
                "accuracy is 0.0042 below version 1's, between −0.0117 and +0.0033 at 95 %; required to be worse by less than 0.02"
            );

    [Fact]
    public void Where_the_data_cannot_tell_it_says_what_they_could() =>
        Judge(Gate(), Found(-0.0117, 0.0033, detectable: 0.015))!
            .Message.ShouldEndWith(
                "; required to be worse by nothing; 1000 examples show differences from 0.015 (at 95 %)"
            );

    [Fact]
    public void A_share_is_of_the_holders_value()
    {
        Judge(Gate(0.1, isRelative: true), Found(-0.089, 0.1))!.Verdict.ShouldBe(Verdict.Passed);
        Judge(Gate(0.1, isRelative: true), Found(-0.091, 0.1))!.Verdict.ShouldBe(Verdict.Inconclusive);
    }

    [Fact]
    public void Too_few_examples_never_pass()
    {
        var result = Judge(Gate(0.5), Found(0.1, 0.2) with { Examples = 49 })!;

        result.Verdict.ShouldBe(Verdict.Inconclusive);
        result.Message.ShouldEndWith("; 49 examples are too few to judge by; at least 50 are needed");
    }

    [Fact]
    public void Models_that_hardly_differ_are_not_compared_unless_the_rest_could_not_matter()
    {
        Judge(Gate(), Found(0.001, 0.002, discordant: 9))!.Verdict.ShouldBe(Verdict.Inconclusive);
        Judge(Gate(0.05), Found(0.001, 0.002, discordant: 9))!.Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void Scores_may_differ_where_answers_do_not() =>
        Judge(Gate(0.01, metric: "log_loss"), Found(-0.001, 0.001, "log_loss", discordant: 0))!
            .Verdict.ShouldBe(Verdict.Passed);

    [Fact]
    public void Few_differences_may_be_all_of_a_rare_class_and_bound_the_accuracy_only()
    {
        Judge(Gate(0.2, metric: "recall_macro"), Found(-0.1, 0.05, "recall_macro", discordant: 3))!
            .Verdict.ShouldBe(Verdict.Inconclusive);
        Judge(Gate(0.2), Found(-0.1, 0.05, discordant: 3))!.Verdict.ShouldBe(Verdict.Passed);
    }

    [Fact]
    public void A_comparison_of_other_examples_than_were_measured_is_an_error()
    {
        var task = Comparing();

        Gate()
            .Evaluate(Evidence.Input(Candidate.Found(task, Found(0.1, 0.2)), Holder))!
            .Message.ShouldBe("1000 examples were compared, and 114 measured");
    }

    [Fact]
    public void A_comparison_that_failed_is_an_error()
    {
        var failed = Evidence.Evaluation(EvaluationOutcome.Error, version: 2);

        var result = Judge(Gate(), failed)!;

        result.Verdict.ShouldBe(Verdict.Error);
        result.Message.ShouldBe("could not be compared with version 1 on holdout: it says why");
    }

    [Fact]
    public void Without_predictions_there_is_nothing_to_compare() =>
        Gate()
            .Evaluate(Evidence.Input(Evidence.Measured(2, 0.91), Holder))!
            .ShouldBe(
                new GateResult(
                    Verdict.Error,
                    "the predictions on holdout were not kept; have both versions measured anew (promote --anew)"
                )
            );

    [Fact]
    public void With_no_holder_it_passes_and_needs_nothing()
    {
        var input = Evidence.Input(Evidence.Bare(2));

        Gate().Needs(input).ShouldBeEmpty();
        Gate().Evaluate(input)!.Verdict.ShouldBe(Verdict.Passed);
    }

    private static ConfidentIncumbentGate Gate(
        double margin = 0,
        bool isRelative = false,
        string metric = "accuracy"
    ) => new(metric, "holdout", margin, isRelative, 0.95);

    private static GateResult? Judge(ConfidentIncumbentGate gate, Evaluation found) =>
        gate.Evaluate(Evidence.Input(Of(found.Examples).Found(Comparing(), found), Holder));

    private static VersionFacts Of(long examples) =>
        Candidate.Found(OnlyEvidence(Candidate) with { Examples = examples });

    private static WorkTask Comparing() =>
        WorkTask.Compare(Evidence.Holdout, OnlyEvidence(Candidate), OnlyEvidence(Holder), 0.95, Limits.Default)!;

    private static Evaluation Found(
        double lower,
        double upper,
        string metric = "accuracy",
        int discordant = 40,
        double detectable = double.NaN
    ) =>
        Evidence.Evaluation(EvaluationOutcome.Measured, version: 2) with
        {
            Examples = 1000,
            Metrics = new Dictionary<string, double>
            {
                [ComparisonNames.Difference(metric)] = (lower + upper) / 2,
                [ComparisonNames.Lower(metric)] = lower,
                [ComparisonNames.Upper(metric)] = upper,
                [ComparisonNames.Discordant] = discordant,
                [ComparisonNames.MostDiscordant] = (discordant + 5) / 1000.0,
                [ComparisonNames.Detectable] = detectable,
            },
        };

    private static Evaluation OnlyEvidence(VersionFacts version) => version.EvidenceOf(Evidence.Measuring).Single();

    private static VersionFacts WithPredictions(VersionFacts version) =>
        version.Found(
            OnlyEvidence(version) with
            {
                Output = new OutputFile(Artifacts.Digest.Of([(byte)version.Version.Number, 1]), 10),
            }
        );
}
