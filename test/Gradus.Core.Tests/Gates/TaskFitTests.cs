using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;

namespace Gradus.Core.Gates;

public sealed class TaskFitTests
{
    private static readonly Bound Bound = new("≤", 1);

    [Theory]
    [InlineData(
        "mae",
        DatasetTask.Classification,
        "'mae' is measured of regression, and data set 'd' is for classification: on it are measured accuracy, "
    )]
    [InlineData(
        "accuracy",
        DatasetTask.Regression,
        "'accuracy' is measured of classification, and data set 'd' is for regression: on it are measured mae, rmse, "
    )]
    [InlineData(
        "rmse",
        DatasetTask.Ranking,
        "'rmse' is measured of regression, and data set 'd' is for ranking: on it are measured ndcg, ndcg_at_10, map, map_at_10"
    )]
    public void A_metric_of_another_task_is_told_with_those_that_there_are(
        string metric,
        DatasetTask task,
        string complaint
    )
    {
        foreach (
            var gate in new IGate[]
            {
                new ThresholdGate(metric, Bound, "d"),
                new IncumbentGate(metric, "d", 0, false),
                new ConfidentIncumbentGate(metric, "d", 0, false, 0.95),
                new SliceGate(metric, "region", Bound, 30, "d"),
            }
        )
        {
            TaskFit.Complaint(gate, Data(task)).ShouldNotBeNull().ShouldStartWith(complaint);
        }
    }

    [Fact]
    public void Each_metric_of_the_task_and_the_time_of_an_answer_have_a_meaning()
    {
        foreach (var task in Enum.GetValues<DatasetTask>())
        {
            TaskMetrics
                .Of(task)
                .Concat(TaskMetrics.BySlice(task))
                .Concat(ComparisonNames.ComparedOn(task))
                .Select(metric => TaskFit.Complaint(new ThresholdGate(metric, Bound, "d"), Data(task)))
                .ShouldAllBe(complaint => complaint == null);
            TaskFit.Complaint(new LatencyGate("d", 95, 10), Data(task)).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(DatasetTask.Classification, null)]
    [InlineData(
        DatasetTask.Regression,
        "fairness is measured of answers that are yes or no, and data set 'd' is for regression"
    )]
    public void Only_answers_that_are_yes_or_no_are_fair_or_not(DatasetTask task, string? complaint) =>
        TaskFit
            .Complaint(new FairnessGate("demographic_parity_difference", "sex", Bound, 30, "d", null), Data(task))
            .ShouldBe(complaint);

    [Fact]
    public void Every_error_of_numbers_is_better_the_less_it_is_and_every_other_metric_of_numbers_and_ranks_the_more()
    {
        string[] more = ["r2", "ndcg", "ndcg_at_10", "map", "map_at_10"];

        new[] { DatasetTask.Regression, DatasetTask.Ranking }
            .SelectMany(ComparisonNames.ComparedOn)
            .Append("median_ae")
            .ShouldAllBe(metric => MetricDirection.LowerIsBetter(metric) == !more.Contains(metric));
    }

    private static PromotionDataset Data(DatasetTask task) => new("d", new string('0', 64), 1, "y", [], task, null);
}
