using System.Text;
using CsCheck;

namespace Gradus.Core.Datasets;

public sealed class DatasetFileTests
{
    [Theory]
    [InlineData("a,label\n1,0\n")]
    [InlineData("\uFEFFlabel,a\r\n0,1")]
    [InlineData("\"a, \"\"b\"\"\nc\",\"label\"\n1,0\n")]
    [InlineData("a,slice,label\n1,x,0\n", "slice")]
    public void A_file_with_a_heading_and_rows_can_be_a_data_set(string text, params string[] ignore) =>
        Problem(text, ignore).ShouldBeNull();

    [Fact]
    public void A_Parquet_file_can_be_one_whatever_its_columns_are() =>
        DatasetFile.Problem("PAR1\0\u0001"u8, new DatasetColumns("label", [])).ShouldBeNull();

    [Theory]
    [InlineData(
        "",
        "is empty; a data set is a Parquet file, or a CSV file with a heading line and a row for each example"
    )]
    [InlineData("a,label\n", "has a heading line and no rows")]
    [InlineData("a,label", "has a heading line and no rows")]
    [InlineData("a,lable\n1,0\n", "has no column 'label' to take the true class from (did you mean 'lable'?)")]
    [InlineData("x,target\n1,0\n", "has no column 'label' to take the true class from (its columns: x, target)")]
    [InlineData(
        "version: 1\nstages: []\n",
        "has no column 'label' to take the true class from (its columns: version: 1)"
    )]
    [InlineData("a,a,label\n1,2,0\n", "has two columns named 'a'")]
    [InlineData("label\n0\n", "has no feature column besides the label 'label'")]
    [InlineData("a,label\n1,0\n", "has no column 'slice' to ignore (its columns: a, label)", "slice")]
    [InlineData("a,label\n1,0\n", "has no feature column besides the label 'label'", "a")]
    [InlineData(
        "PK\0\u0001,label\n1,2\n",
        "is neither a Parquet nor a CSV file: it holds bytes that are no text in UTF-8"
    )]
    public void What_cannot_be_one_says_why(string text, string problem, params string[] ignore) =>
        Problem(text, ignore).ShouldBe(problem);

    [Fact]
    public void A_heading_that_never_ends_is_no_heading()
    {
        var beginning = new byte[DatasetFile.Beginning];
        beginning.AsSpan().Fill((byte)'a');

        DatasetFile
            .Problem(beginning, new DatasetColumns("label", []))
            .ShouldBe("has a heading line of more than 1048576 bytes");
        DatasetFile
            .Problem(beginning.AsSpan(1), new DatasetColumns("label", []))
            .ShouldStartWith("has no column 'label'");
    }

    [Fact]
    public void Of_a_file_that_goes_on_only_the_beginning_counts()
    {
        var beginning = new byte[DatasetFile.Beginning];
        beginning.AsSpan().Fill((byte)' ');
        "a,label\n"u8.CopyTo(beginning);

        DatasetFile.Problem(beginning, new DatasetColumns("label", [])).ShouldBeNull();
    }

    [Fact]
    public void Of_many_columns_some_are_named() =>
        Problem(string.Join(',', Enumerable.Range(0, 25).Select(i => $"column{i:00}")) + "\n1\n", [])
            .ShouldEndWith("column18, column19 and 5 more)");

    [Fact]
    public void Any_columns_are_read_as_they_were_written() =>
        Gen.String[Gen.Char[" ,\"\n\rab"], 0, 6]
            .List[1, 5]
            .Sample(names =>
            {
                var columns = names.Select((name, i) => $"{i}{name}").Append("label").ToList();
                var heading = string.Join(
                    ',',
                    columns.Select(name => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")
                );

                Problem($"{heading}\n1\n", columns[..^1]).ShouldBe("has no feature column besides the label 'label'");
            });

    private static string? Problem(string text, IReadOnlyList<string> ignore) =>
        DatasetFile.Problem(Encoding.UTF8.GetBytes(text), new DatasetColumns("label", ignore));
}
