using System.Globalization;
using System.Net;
using System.Text.Json;
using Gradus.Evaluation;

namespace Gradus.Serving.Mlflow;

/// <summary>MLflow's scoring protocol over a model of the samples.</summary>
public sealed class ScoringTests(SampleGateway sample) : IClassFixture<SampleGateway>
{
    private static readonly string[] Lines = File.ReadAllLines(Samples.Path("breast-cancer", "test.csv"));
    private static readonly string[] Columns = Lines[0].Split(',')[..30];

    private readonly RunningGateway _gateway = sample.Gateway;

    [Fact]
    public async Task Every_form_of_a_request_gives_the_same_predictions()
    {
        var rows = Rows(5);
        var arrays = string.Join(',', rows.Select(List));
        var objects = string.Join(',', rows.Select(row => $"{{\"features\":{List(row)}}}"));
        var split = await _gateway.AskAsync(Split(rows));
        var records = await _gateway.AskAsync(
            $$"""{"dataframe_records":[{{string.Join(',', rows.Select(Record))}}]}"""
        );
        var csv = await _gateway.AskAsync(
            string.Join('\n', [string.Join(',', Columns), .. rows.Select(Row)]),
            "text/csv"
        );
        var instances = await _gateway.AskAsync($$"""{"instances":[{{string.Join(',', rows.Select(List))}}]}""");
        var inputs = await _gateway.AskAsync($$"""{"inputs":[{{string.Join(',', rows.Select(List))}}]}""");
        var named = await _gateway.AskAsync($$$"""{"inputs":{"features":[{{{arrays}}}]}}""");
        var perRow = await _gateway.AskAsync($$$"""{"instances":[{{{objects}}}],"params":{}}""");

        var expected = LabelsOfRecords(split);
        expected.Length.ShouldBe(5);
        LabelsOfRecords(records).ShouldBe(expected);
        LabelsOfRecords(csv).ShouldBe(expected);
        foreach (var answer in (Answer[])[instances, inputs, named, perRow])
        {
            var predictions = answer.Json().GetProperty("predictions");
            Longs(predictions.GetProperty("label")).ShouldBe(expected);
            predictions.GetProperty("probabilities")[4].GetArrayLength().ShouldBe(2);
        }
    }

    [Fact]
    public async Task Predictions_are_those_that_were_counted_with_scikit_learn()
    {
        var answer = await _gateway.AskAsync(Split(Rows(285)));

        var truth = Lines[1..].Select(line => long.Parse(line.Split(',')[30], CultureInfo.InvariantCulture));
        LabelsOfRecords(answer).Zip(truth).Count(pair => pair.First == pair.Second).ShouldBe(279);
    }

    [Fact]
    public async Task An_answer_names_the_version_and_its_digest()
    {
        using var content = new StringContent(Split(Rows(1)), null, "application/json");
        using var answer = await _gateway.Http.PostAsync(
            new Uri("/models/tumours/Production/invocations", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );

        var registered = await sample.Server.Api.Versions.GetAsync("tumours", 1, TestContext.Current.CancellationToken);
        answer.Headers.GetValues("Gradus-Model-Version").ShouldBe(["1"]);
        answer.Headers.GetValues("Gradus-Model-Digest").ShouldBe([registered.Manifest!]);
    }

    [Fact]
    public async Task Ping_and_version_answer_at_the_root_and_below_the_model()
    {
        foreach (var root in (string[])["", "/models/tumours/Production"])
        {
            (await _gateway.GetAsync($"{root}/ping")).ShouldBe(new Answer(HttpStatusCode.OK, "\n", null, null));
            (await _gateway.GetAsync($"{root}/version")).Text.ShouldMatch(@"^\d+\.\d+\.\d+$");
        }

        (await _gateway.GetAsync("/health")).Text.ShouldBe("OK");
    }

    [Fact]
    public async Task What_is_not_served_is_said_with_what_is() =>
        (await _gateway.AskAsync("{}", path: "/models/tumours/Staging/invocations"))
            .ShouldBeRefused(HttpStatusCode.NotFound, "RESOURCE_DOES_NOT_EXIST")
            .ShouldBe("/models/tumours/Staging is not served here; these are: /models/tumours/Production.");

    [Fact]
    public async Task A_path_or_method_that_is_none_is_said_to_be_so()
    {
        (await _gateway.GetAsync("/predict")).ShouldBeRefused(HttpStatusCode.NotFound, "ENDPOINT_NOT_FOUND");
        (await _gateway.GetAsync("/invocations")).ShouldBeRefused(
            HttpStatusCode.MethodNotAllowed,
            "ENDPOINT_NOT_FOUND"
        );
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/json", "latin1")]
    public async Task A_type_that_is_not_understood_is_refused(string type, string? charset) =>
        (await _gateway.AskAsync("{}", type, charset: charset)).ShouldBeRefused(
            HttpStatusCode.UnsupportedMediaType,
            "BAD_REQUEST"
        );

    [Theory]
    [InlineData("""{"dataframe_split":""", "The request's body is not JSON that can be read")]
    [InlineData(
        """{"inputs":[[NaN]]}""",
        "JSON has no NaN and no Infinity (line 0, byte 12); a missing value is null."
    )]
    [InlineData("""{"inputs":[],"inputs":[]}""", "The request's body is not JSON that can be read")]
    [InlineData("[1]", "The request's body is not a JSON object.")]
    [InlineData("""{"data":[]}""", "exactly one of the input fields")]
    [InlineData("""{"inputs":[],"instances":[]}""", "exactly one of the input fields")]
    [InlineData("""{"dataframe_split":{"columns":["a"]}}""", "'dataframe_split' has no 'data'.")]
    [InlineData("""{"dataframe_split":[]}""", "'dataframe_split' is not an object.")]
    [InlineData("""{"dataframe_split":{"columns":["a","a"],"data":[]}}""", "Column 'a' is there twice.")]
    [InlineData(
        """{"dataframe_split":{"columns":["a","b"],"data":[[1,2],[3]]}}""",
        "Row 1 has 1 values; there are 2 columns."
    )]
    [InlineData("""{"dataframe_split":{"columns":["a"],"data":[[[1]]]}}""", "Column 'a', row 0: a list or an object")]
    [InlineData("""{"dataframe_split":{"columns":["a"],"data":[]}}""", "The request has no rows.")]
    [InlineData("""{"dataframe_records":{}}""", "'dataframe_records' is not a list of objects.")]
    [InlineData("""{"dataframe_records":[1]}""", "'dataframe_records, row 0' is not an object.")]
    [InlineData("""{"dataframe_records":[]}""", "The request has no rows.")]
    [InlineData(
        """{"dataframe_split":{"data":[[1,2,3]]}}""",
        "Input 'features' takes float32[?, 30]; the request has 3 columns."
    )]
    [InlineData("""{"inputs":[[1,2],[3]]}""", "Inputs, row 1 has 1 values; the ones before have 2.")]
    [InlineData("""{"inputs":[[1,2],3]}""", "Inputs, row 1 is a single value; the ones before have 2.")]
    [InlineData("""{"inputs":[1,2]}""", "Input 'features' takes float32[?, 30]; the request has the shape [2].")]
    [InlineData("""{"inputs":5}""", "'inputs' is neither a list nor an object of lists.")]
    [InlineData(
        """{"inputs":{"featuers":[[1]]}}""",
        "The model has no input 'featuers'; it takes 'features' float32[?, 30]."
    )]
    [InlineData("""{"inputs":[],"params":3}""", "'params' is not an object.")]
    public async Task A_body_that_is_none_is_refused_with_its_fault(string body, string message) =>
        (await _gateway.AskAsync(body)).ShouldBeBad().ShouldContain(message);

    [Theory]
    [InlineData(
        "null",
        "Column 'mean_texture', row 2: is missing (null or NaN), and the model does not say that it may be."
    )]
    [InlineData("\"big\"", "Column 'mean_texture', row 2: 'big' is not a number, which the model takes (float32).")]
    [InlineData("true", "Column 'mean_texture', row 2: true is not a number, which the model takes (float32).")]
    [InlineData("1e39", "Column 'mean_texture', row 2: 1E+39 does not fit float32.")]
    [InlineData("1e400", "Column 'mean_texture', row 2: Infinity does not fit float32.")]
    public async Task A_value_that_does_not_fit_is_named_by_column_and_row(string value, string message)
    {
        var rows = Rows(4);
        rows[2][1] = value;

        (await _gateway.AskAsync(Split(rows))).ShouldBeBad().ShouldBe(message);
    }

    [Theory]
    [InlineData("", "is missing (null or NaN)")]
    [InlineData("NaN", "is missing (null or NaN)")]
    [InlineData("wide", "'wide' is not a number")]
    public async Task So_it_is_in_a_CSV_file(string value, string message)
    {
        var rows = Rows(4);
        rows[3][29] = value;

        (await _gateway.AskAsync(string.Join('\n', [string.Join(',', Columns), .. rows.Select(Row)]), "text/csv"))
            .ShouldBeBad()
            .ShouldContain($"Column 'worst_fractal_dimension', row 3: {message}");
    }

    [Fact]
    public async Task A_row_of_a_CSV_file_that_is_too_short_is_named() =>
        (await _gateway.AskAsync($"{string.Join(',', Columns)}\n{Row(Rows(1)[0])}\n1,2\n", "text/csv"))
            .ShouldBeBad()
            .ShouldBe("Row 1 has 2 values; there are 30 columns.");

    [Fact]
    public async Task An_array_s_value_that_does_not_fit_is_named_by_its_place()
    {
        var rows = Rows(3);
        rows[1][7] = "\"x\"";

        (await _gateway.AskAsync($$"""{"instances":[{{string.Join(',', rows.Select(List))}}]}"""))
            .ShouldBeBad()
            .ShouldBe("Input 'features', row 1, column 7: 'x' is not a number, which the model takes (float32).");
    }

    private static string[][] Rows(int count) => [.. Lines[1..(count + 1)].Select(line => line.Split(',')[..30])];

    private static string List(string[] row) => $"[{Row(row)}]";

    private static string Row(string[] row) => string.Join(',', row);

    private static string Record(string[] row) =>
        $"{{{string.Join(',', Columns.Zip(row).Select(pair => $"\"{pair.First}\":{pair.Second}"))}}}";

    private static string Split(string[][] rows) =>
        $$$"""{"dataframe_split":{"columns":{{{JsonSerializer.Serialize(Columns)}}},"data":[{{{string.Join(',', rows.Select(List))}}}]}}""";

    private static long[] LabelsOfRecords(Answer answer) =>
        [
            .. answer
                .Json()
                .GetProperty("predictions")
                .EnumerateArray()
                .Select(record => record.GetProperty("label").GetInt64()),
        ];

    private static long[] Longs(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt64())];
}
