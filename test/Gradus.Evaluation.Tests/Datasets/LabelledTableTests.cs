namespace Gradus.Evaluation.Datasets;

public sealed class LabelledTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_column_but_label_and_ignored_is_a_feature_in_order()
    {
        var dataset = Open("b,label,slice,a\n1,0,x,2\n", ignore: ["slice"]);

        dataset.Features.ShouldBe(["b", "a"]);
        Rows(dataset).ShouldBe([([1f, 2f], "0")], Same);
    }

    [Fact]
    public void Quoted_fields_carriage_returns_and_a_missing_last_line_end_are_read()
    {
        var dataset = Open("a,label\r\n\"1.5\",\"one, two\"\r\n-2e-3,x");

        Rows(dataset).ShouldBe([([1.5f], "one, two"), ([-0.002f], "x")], Same);
    }

    [Fact]
    public void Batches_hold_so_many_rows_and_the_last_one_the_rest()
    {
        var dataset = Open("a,label\n1,0\n2,1\n3,0\n4,1\n5,0\n");
        var labels = new ClassLabels();
        dataset.ReadLabels(labels, TestContext.Current.CancellationToken);

        dataset
            .ReadBatches(2, labels, TestContext.Current.CancellationToken)
            .Select(batch => string.Join(' ', batch.Features.ToArray()))
            .ShouldBe(["1 2", "3 4", "5"]);
    }

    [Fact]
    public void A_file_of_exactly_whole_batches_has_no_empty_one()
    {
        var dataset = Open("a,label\n1,0\n2,1\n");
        var labels = new ClassLabels();
        dataset.ReadLabels(labels, TestContext.Current.CancellationToken);

        dataset
            .ReadBatches(2, labels, TestContext.Current.CancellationToken)
            .Select(batch => batch.Count)
            .ShouldBe([2]);
    }

    [Fact]
    public void Not_a_number_is_a_value_a_model_may_know_what_to_do_with() =>
        Rows(Open("a,label\nNaN,0\n")).Single().Features.ShouldBe([float.NaN]);

    [Theory]
    [InlineData("mean_area,label\n1,0\n2,1\nabc,1\n", "row 3, column 'mean_area': 'abc' is not a number")]
    [InlineData("a,label\n,0\n", "row 1, column 'a': there is no value")]
    [InlineData("a,label\n1e60,0\n", "row 1, column 'a': '1e60' is outside the range of a 32-bit float")]
    [InlineData("a,label\n1,0\n1,\n", "row 2, column 'label': there is no label")]
    [InlineData("a,label\n1,0\n1\n", "row 2 has 1 fields; the header has 2")]
    [InlineData("a,label\n1,0,7\n", "row 1 has 3 fields; the header has 2")]
    [InlineData("a,label\n", "the file has no rows")]
    [InlineData("a,b\n1,0\n", "the file has no column 'label' to take the true class from (its columns: a, b)")]
    [InlineData("label\n0\n", "the file has no feature column besides the label 'label'")]
    [InlineData("a,a,label\n1,2,0\n", "the file has two columns named 'a'")]
    public void A_file_that_is_wrong_says_where(string csv, string message) =>
        Should.Throw<DatasetException>(() => Rows(Open(csv))).Message.ShouldBe(message);

    [Fact]
    public void An_ignored_column_that_is_not_there_is_a_mistake() =>
        Should
            .Throw<DatasetException>(() => Open("a,label\n1,0\n", ignore: ["slice"]))
            .Message.ShouldBe("the file has no column 'slice' to ignore (its columns: a, label)");

    [Fact]
    public void An_empty_file_is_a_mistake() =>
        Should
            .Throw<DatasetException>(() => Open(""))
            .Message.ShouldStartWith("the file has no heading line that can be read");

    [Fact]
    public void A_quote_that_is_never_closed_is_a_mistake() =>
        Should.Throw<DatasetException>(() => Rows(Open("a,label\n1,\"0\n2,1\n")));

    [Fact]
    public void A_label_that_differs_in_every_row_is_no_class_label()
    {
        var csv = "a,label\n" + string.Concat(Enumerable.Range(0, 10_001).Select(i => $"1,{i}\n"));

        Should
            .Throw<DatasetException>(() => Rows(Open(csv)))
            .Message.ShouldBe("column 'label' holds more than 10000 different values; it is no class label");
    }

    private LabelledTable Open(string csv, IReadOnlyList<string>? ignore = null) =>
        LabelledTable.Open(_folder.Write("data.csv", csv), "x", new("label", ignore ?? []));

    private static List<(float[] Features, string Label)> Rows(LabelledTable dataset)
    {
        var labels = new ClassLabels();
        dataset.ReadLabels(labels, TestContext.Current.CancellationToken);
        return
        [
            .. from batch in dataset.ReadBatches(3, labels, TestContext.Current.CancellationToken)
            from i in Enumerable.Range(0, batch.Count)
            select (batch.Row(i).ToArray(), labels.Classes[batch.Classes[i]]),
        ];
    }

    private static IEqualityComparer<(float[] Features, string Label)> Same { get; } =
        EqualityComparer<(float[] Features, string Label)>.Create(
            (x, y) => x.Features.SequenceEqual(y.Features) && x.Label == y.Label,
            row => row.Label.GetHashCode(StringComparison.Ordinal)
        );
}
