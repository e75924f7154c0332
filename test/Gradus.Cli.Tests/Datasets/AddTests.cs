namespace Gradus.Cli.Tests.Datasets;

public sealed class AddTests
{
    [Theory]
    [InlineData(
        "",
        "",
        "is empty; a data set is a Parquet file, or a CSV file with a heading line and a row for each example."
    )]
    [InlineData(
        "x,label\n1,0\n",
        "--label lable",
        "has no column 'lable' to take the true class from (did you mean 'label'?)."
    )]
    [InlineData("\0\0\0", "", "is neither a Parquet nor a CSV file: it holds bytes that are no text in UTF-8.")]
    public async Task A_file_that_is_no_data_set_is_refused_before_anything_is_sent(
        string text,
        string options,
        string why
    )
    {
        await using var live = await Live.StartAsync();
        var file = live.File("test.csv", text);

        foreach (
            var command in (string[])
                [
                    $"datasets add test {file} {options}",
                    $"promote m --version 1 --to Staging --require accuracy>=0.9 --data {file} {options}",
                ]
        )
        {
            var outcome = await live.RunAsync(command);

            outcome.ExitCode.ShouldBe(1);
            outcome.Complaint.ShouldBe($"'{file}' {why}");
        }

        (await live.Api.Datasets.ListAsync()).Datasets.ShouldBeEmpty();
        (await live.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_one_is_registered()
    {
        await using var live = await Live.StartAsync();

        var outcome = await live.RunAsync($"datasets add test {live.File("test.csv", "x,label\n1,0\n")}");

        outcome.ExitCode.ShouldBe(0);
        (await live.Api.Datasets.ListAsync()).Datasets.ShouldHaveSingleItem().Name.ShouldBe("test");
    }

    [Fact]
    public async Task What_the_label_is_and_which_rows_are_of_one_query_is_said_with_it()
    {
        await using var live = await Live.StartAsync();
        var file = live.File("test.csv", "x,relevance,search\n1,0,a\n");

        var outcome = await live.RunAsync($"datasets add test {file} --label relevance --task ranking --query search");

        outcome.ExitCode.ShouldBe(0);
        var dataset = (await live.Api.Datasets.ListAsync()).Datasets.ShouldHaveSingleItem();
        (dataset.Task, dataset.Query).ShouldBe(("ranking", "search"));
        var shown = await live.RunAsync("datasets show test");
        shown.Output.ShouldContain("ranking");
        shown.Output.ShouldContain("search");
    }

    [Theory]
    [InlineData("--task regresion", "'regresion' is no task. Did you mean 'regression'?")]
    [InlineData("--task ranking", "A ranking needs to know which rows belong together: ")]
    [InlineData("--query search", "Only a ranking has queries: ")]
    public async Task Parts_that_contradict_each_other_are_refused_before_anything_is_sent(string options, string why)
    {
        await using var live = await Live.StartAsync();

        var outcome = await live.RunAsync($"datasets add test {live.File("test.csv", "x,label\n1,0\n")} {options}");

        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(why);
        (await live.Api.Datasets.ListAsync()).Datasets.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_file_without_a_byte_is_registered_with_a_warning()
    {
        await using var live = await Live.StartAsync();

        var empty = await live.RunAsync($"versions create m --from {live.File("empty.onnx", "")}");
        var other = await live.RunAsync($"versions create m --from {live.File("full.onnx", "x")}");

        (empty.ExitCode, other.ExitCode).ShouldBe((0, 0));
        empty.Error.ShouldBe($"Warning: '{live.File("empty.onnx")}' is empty, so nothing can be measured on it.\n");
        other.Error.ShouldBeEmpty();
    }
}
