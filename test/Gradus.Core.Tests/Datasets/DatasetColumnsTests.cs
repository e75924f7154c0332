namespace Gradus.Core.Datasets;

public sealed class DatasetColumnsTests
{
    [Theory]
    [InlineData(DatasetTask.Ranking, null, "A ranking needs to know which rows belong together: ")]
    [InlineData(DatasetTask.Regression, "q", "Only a ranking has queries: leave out the query column 'q', ")]
    [InlineData(DatasetTask.Classification, "q", "Only a ranking has queries: ")]
    [InlineData(DatasetTask.Ranking, "y", "Column 'y' cannot be both the label and the query.")]
    [InlineData(DatasetTask.Ranking, "region", "Column 'region' cannot be both ignored and the query.")]
    public void Parts_that_contradict_each_other_are_told(DatasetTask task, string? query, string problem) =>
        new DatasetColumns("y", ["region"], task, query).Problem.ShouldNotBeNull().ShouldStartWith(problem);

    [Theory]
    [InlineData(DatasetTask.Classification, null)]
    [InlineData(DatasetTask.Regression, null)]
    [InlineData(DatasetTask.Ranking, "q")]
    public void Parts_that_go_together_have_no_problem(DatasetTask task, string? query) =>
        new DatasetColumns("y", ["region"], task, query).Problem.ShouldBeNull();

    [Fact]
    public void The_query_is_no_feature()
    {
        var columns = new DatasetColumns("y", ["region"], DatasetTask.Ranking, "q");

        new[] { "a", "y", "region", "q" }.Where(columns.IsFeature).ShouldBe(["a"]);
    }

    [Fact]
    public void A_task_is_read_as_it_is_written_and_another_word_is_refused()
    {
        DatasetTasks.Words.Select(word => DatasetTasks.Parse(word).Value.Word()).ShouldBe(DatasetTasks.Words);
        DatasetTasks.Parse(null).Value.ShouldBe(DatasetTask.Classification);
        DatasetTasks
            .Parse("regresion")
            .Error!.Message.ShouldBe(
                "'regresion' is no task. Did you mean 'regression'? A data set is for classification, regression, ranking."
            );
    }
}
