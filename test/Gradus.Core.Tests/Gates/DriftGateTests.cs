using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>The gate that asks whether data are still what they were.</summary>
public sealed class DriftGateTests
{
    private static readonly PromotionDataset Train = Evidence.Holdout with
    {
        Name = "train",
        Digest = new string('a', 64),
    };

    private static readonly DriftGate Chance = new("chi_square", new Bound("≥", 0.05), "holdout", "train");

    private static readonly DriftGate Gate = new("psi", new Bound("≤", 0.2), "holdout", "train");

    [Fact]
    public void Both_data_sets_are_looked_at_and_no_model_is_run()
    {
        var input = Input();

        var need = Gate.Needs(input).ShouldHaveSingleItem();
        need.Task.ShouldBe(WorkTask.Drift(Evidence.Holdout, Train, Limits.Default));
        need.Task.Digest.ShouldNotBe(WorkTask.Drift(Train, Evidence.Holdout, Limits.Default).Digest);
        Gate.Evaluate(input).ShouldBeNull();
    }

    [Fact]
    public void The_column_that_is_furthest_decides_and_is_named() =>
        Judge(Found(("age", 0.05), ("income", 0.31)))!
            .ShouldBe(
                new GateResult(
                    Verdict.Failed,
                    "psi of column income = 0.31; required ≤ 0.2 (missed by 0.11)",
                    0.31,
                    0.2
                )
            );

    [Fact]
    public void Data_that_are_still_alike_pass() =>
        Judge(Found(("age", 0.05), ("income", 0.1)))!.Verdict.ShouldBe(Verdict.Passed);

    [Fact]
    public void Without_a_column_that_has_the_measure_it_is_inconclusive() =>
        Judge(Found(("age", double.NaN)))!.Verdict.ShouldBe(Verdict.Inconclusive);

    [Theory]
    [InlineData(0.02, Verdict.Passed, "p-value of chi_square of column region times 3 columns = 0.06; required ≥ 0.05")]
    [InlineData(
        0.01,
        Verdict.Failed,
        "p-value of chi_square of column region times 3 columns = 0.03; required ≥ 0.05 (missed by 0.02)"
    )]
    [InlineData(0.5, Verdict.Passed, "p-value of chi_square of column region times 3 columns = 1; required ≥ 0.05")]
    public void Of_chi_square_the_least_p_value_decides_times_the_number_of_columns(
        double p,
        Verdict verdict,
        string message
    )
    {
        var result = Chance.Evaluate(
            With(Found("chi_square_p", ("label", 0.9), ("region", p), ("sex", 0.7), ("age", double.NaN)))
        )!;

        (result.Verdict, result.Message).ShouldBe((verdict, message));
    }

    [Fact]
    public void Of_one_column_the_p_value_is_its_own() =>
        Chance
            .Evaluate(With(Found("chi_square_p", ("label", 0.06))))!
            .Message.ShouldBe("p-value of chi_square of column label = 0.06; required ≥ 0.05");

    [Fact]
    public void Columns_too_small_to_tell_are_inconclusive() =>
        Chance
            .Evaluate(With(Found("chi_square_p", ("label", double.NaN))))!
            .ShouldBe(
                new GateResult(
                    Verdict.Inconclusive,
                    "no column of holdout has a chi_square; required chi_square ≥ 0.05",
                    null,
                    0.05
                )
            );

    [Fact]
    public void Columns_that_do_not_match_are_inconclusive() =>
        Judge(Evidence.Evaluation(EvaluationOutcome.Incompatible, version: 2))!
            .Message.ShouldBe("it says why; required psi ≤ 0.2");

    [Fact]
    public void A_data_set_that_is_not_registered_is_an_error() =>
        Gate.Evaluate(Evidence.Input(Evidence.Bare(2)))!
            .ShouldBe(new GateResult(Verdict.Error, "data set 'train' is not registered"));

    private static GateResult? Judge(Evaluation found) => Gate.Evaluate(With(found));

    private static GateInput With(Evaluation found) =>
        Input() with
        {
            Candidate = Evidence.Bare(2).Found(WorkTask.Drift(Evidence.Holdout, Train, Limits.Default), found),
        };

    private static GateInput Input() =>
        Evidence.Input(Evidence.Bare(2)) with
        {
            Datasets = new Dictionary<string, PromotionDataset> { ["holdout"] = Evidence.Holdout, ["train"] = Train },
        };

    private static Evaluation Found(params (string Column, double Psi)[] columns) => Found("psi", columns);

    private static Evaluation Found(string measure, params (string Column, double Value)[] columns) =>
        Evidence.Evaluation(EvaluationOutcome.Measured, version: 2) with
        {
            Slices =
            [
                .. columns.Select(column => new Slice(
                    DriftNames.Column,
                    column.Column,
                    100,
                    new Dictionary<string, double> { [measure] = column.Value }
                )),
            ],
        };
}
