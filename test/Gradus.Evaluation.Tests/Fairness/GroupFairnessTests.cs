using CsCheck;
using Gradus.Evaluation.Statistics;

namespace Gradus.Evaluation.Fairness;

public sealed class GroupFairnessTests
{
    private static readonly BootstrapOptions Few = new() { Resamples = 300 };

    // Group, truth, answer and how often.
    private static readonly (int, bool, bool, int)[] Loans =
    [
        (0, true, true, 80),
        (0, true, false, 20),
        (0, false, true, 30),
        (0, false, false, 70),
        (1, true, true, 40),
        (1, true, false, 40),
        (1, false, true, 20),
        (1, false, false, 100),
        // Too few to be compared, and told yes every time.
        (2, true, true, 5),
    ];

    [Fact]
    public void Worked_out_by_hand()
    {
        var fairness = Measure(Loans);

        // Yes: 110 of 200 and 60 of 200. Where right: 80 of 100 and 40 of 80. Where wrong: 30 of 100 and 20 of 120.
        fairness.DemographicParityDifference.Estimate.ShouldBe(0.25, 1e-12);
        fairness.DemographicParityRatio.Estimate.ShouldBe(60.0 / 110, 1e-12);
        fairness.EqualOpportunityDifference.Estimate.ShouldBe(0.3, 1e-12);
        fairness.EqualizedOddsDifference.Estimate.ShouldBe(0.3, 1e-12);
    }

    [Fact]
    public void The_interval_of_the_difference_is_about_that_of_two_proportions()
    {
        var interval = Measure(Loans, new BootstrapOptions()).DemographicParityDifference;

        // 0.25 ± 1.96 √(0.55·0.45/200 + 0.3·0.7/200)
        var width = 1.96 * Math.Sqrt(((0.55 * 0.45) + (0.3 * 0.7)) / 200);
        interval.Lower.ShouldBe(0.25 - width, 0.01);
        interval.Upper.ShouldBe(0.25 + width, 0.01);
    }

    [Fact]
    public void A_group_that_is_too_small_is_named_but_not_compared()
    {
        var groups = Measure(Loans).Groups;

        groups
            .Select(g => (g.Group, g.Examples, g.IsCompared))
            .ShouldBe([(0, 200, true), (1, 200, true), (2, 5, false)]);
        groups[2].SelectionRate.ShouldBe(1);
        groups[2].FalsePositiveRate.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_single_group_and_one_that_is_never_right_to_be_told_yes_have_nothing_to_compare()
    {
        Measure([(0, true, true, 100)]).DemographicParityDifference.IsDefined.ShouldBeFalse();
        var fairness = Measure([(0, true, true, 100), (0, false, false, 50), (1, false, true, 100)]);
        fairness.DemographicParityDifference.IsDefined.ShouldBeTrue();
        fairness.EqualOpportunityDifference.IsDefined.ShouldBeFalse();
        fairness.EqualizedOddsDifference.IsDefined.ShouldBeFalse();
    }

    [Fact]
    public void A_model_that_never_says_yes_treats_all_alike()
    {
        var fairness = Measure([(0, true, false, 100), (1, true, false, 100)]);

        fairness.DemographicParityRatio.Estimate.ShouldBe(1);
        fairness.DemographicParityDifference.Upper.ShouldBe(0);
    }

    [Fact]
    public void Measures_stay_within_0_and_1_and_what_the_groups_are_called_changes_nothing() =>
        Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Bool)
            .Array[60, 200]
            .Sample(
                examples =>
                {
                    var fairness = Measure(
                        [.. examples.Select(e => (e.Item1, e.Item2, e.Item3, 1))],
                        minimumSupport: 5
                    );
                    var renamed = Measure(
                        [.. examples.Select(e => (e.Item1 + 7, e.Item2, e.Item3, 1))],
                        minimumSupport: 5
                    );

                    renamed.DemographicParityDifference.ShouldBe(fairness.DemographicParityDifference);
                    foreach (var interval in Intervals(fairness).Where(i => i.IsDefined))
                    {
                        (interval.Lower, interval.Estimate, interval.Upper).ShouldSatisfyAllConditions(
                            i => i.Lower.ShouldBeInRange(0, 1),
                            i => i.Estimate.ShouldBeInRange(0, 1),
                            i => i.Upper.ShouldBeInRange(i.Lower, 1)
                        );
                    }

                    if (fairness.EqualizedOddsDifference.IsDefined)
                    {
                        fairness.Groups.Count.ShouldBeGreaterThanOrEqualTo(2);
                    }
                },
                iter: 50
            );

    [Fact]
    public void The_sample_model_calls_large_tumours_malignant_far_more_often()
    {
        // Group: whether the mean radius is above 15. "Yes" is malignant, which large tumours usually are.
        var model = SamplePredictions.Of("breast-cancer", "v2-logistic.onnx");
        int[] group = [.. Reference.Column("breast-cancer", "test", "mean_radius").Select(r => r > 15 ? 1 : 0)];

        var fairness = GroupFairness.Measure(
            group,
            model.Actual.Select(a => a == 0).ToArray(),
            model.Predicted.Select(p => p == 0).ToArray(),
            GroupFairness.UsualSupport,
            new BootstrapOptions()
        );

        fairness.DemographicParityDifference.Lower.ShouldBeGreaterThan(0.5);
        // But where a tumour is malignant, it is found about as often in either.
        fairness.EqualOpportunityDifference.Lower.ShouldBeLessThan(0.1);
    }

    private static Interval[] Intervals(GroupFairness fairness) =>
        [
            fairness.DemographicParityDifference,
            fairness.DemographicParityRatio,
            fairness.EqualOpportunityDifference,
            fairness.EqualizedOddsDifference,
        ];

    private static GroupFairness Measure(
        (int Group, bool IsActual, bool IsPredicted, int Times)[] counts,
        BootstrapOptions? options = null,
        int minimumSupport = GroupFairness.UsualSupport
    )
    {
        var examples = counts.SelectMany(c => Enumerable.Repeat(c, c.Times)).ToArray();
        return GroupFairness.Measure(
            examples.Select(e => e.Group).ToArray(),
            examples.Select(e => e.IsActual).ToArray(),
            examples.Select(e => e.IsPredicted).ToArray(),
            minimumSupport,
            options ?? Few
        );
    }
}
