using System.Net;
using System.Text.Json;
using Gradus.Evaluation;

namespace Gradus.Serving.OpenInference;

/// <summary>The Open Inference Protocol over a model of the samples.</summary>
public sealed class InferenceTests(SampleGateway sample) : IClassFixture<SampleGateway>
{
    private static readonly string[] Rows = File.ReadAllLines(Samples.Path("breast-cancer", "test.csv"))[1..];

    private readonly RunningGateway _gateway = sample.Gateway;

    [Fact]
    public async Task The_server_tells_what_it_is()
    {
        var server = (await _gateway.GetAsync("/v2")).Json();

        server.GetProperty("name").GetString().ShouldBe("gradus");
        server.GetProperty("version").GetString()!.ShouldMatch(@"^\d+\.\d+\.\d+$");
        server.GetProperty("extensions").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("/v2/health/live", """{"live":true}""")]
    [InlineData("/v2/health/ready", """{"ready":true}""")]
    [InlineData("/v2/models/tumours/ready", """{"name":"tumours","ready":true}""")]
    [InlineData("/v2/models/tumours/versions/1/ready", """{"name":"tumours","ready":true}""")]
    public async Task Probes_are_answered(string path, string body) =>
        (await _gateway.GetAsync(path)).Text.ShouldBe(body);

    [Theory]
    [InlineData("/v2/models/tumours")]
    [InlineData("/v2/models/tumours/versions/1")]
    public async Task A_model_tells_what_it_takes_and_gives(string path) =>
        (await _gateway.GetAsync(path)).Text.ShouldBe(
            """{"name":"tumours","versions":["1"],"platform":"onnx_onnxv1","inputs":[{"name":"features","datatype":"FP32","shape":[-1,30]}],"""
                + """ "outputs":[{"name":"label","datatype":"INT64","shape":[-1]},{"name":"probabilities","datatype":"FP32","shape":[-1,2]}]}""".TrimStart()
        );

    [Fact]
    public async Task Flat_and_nested_data_are_answered_alike_and_the_id_comes_back()
    {
        var flat = await InferAsync(Request(2, $"[{Numbers(0)},{Numbers(1)}]", """ "id":"42","""));
        var nested = await InferAsync(Request(2, $"[[{Numbers(0)}],[{Numbers(1)}]]", """ "id":"42","""));

        nested.Text.ShouldBe(flat.Text);
        flat.Version.ShouldBe("1");
        var answer = flat.Json();
        answer.GetProperty("model_name").GetString().ShouldBe("tumours");
        answer.GetProperty("model_version").GetString().ShouldBe("1");
        answer.GetProperty("id").GetString().ShouldBe("42");
        var outputs = answer.GetProperty("outputs");
        outputs.GetArrayLength().ShouldBe(2);
        outputs[0].GetProperty("datatype").GetString().ShouldBe("INT64");
        Longs(outputs[0].GetProperty("shape")).ShouldBe([2]);
        Longs(outputs[0].GetProperty("data")).ShouldBe([1, 0]);
        Longs(outputs[1].GetProperty("shape")).ShouldBe([2, 2]);
        outputs[1].GetProperty("data").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task Only_the_outputs_asked_for_are_answered()
    {
        var answer = (
            await InferAsync(Request(1, $"[{Numbers(0)}]", """ "outputs":[{"name":"probabilities"}],"""))
        ).Json();

        answer.GetProperty("outputs").GetArrayLength().ShouldBe(1);
        answer.GetProperty("outputs")[0].GetProperty("name").GetString().ShouldBe("probabilities");
        answer.TryGetProperty("id", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}", "The request has no list 'inputs'.")]
    [InlineData("""{"inputs":[1]}""", "An entry of 'inputs' is not an object.")]
    [InlineData("""{"inputs":[]}""", "Input 'features' is missing.")]
    [InlineData("""{"inputs":[{"name":"features"}]}""", "Input 'features' has no 'datatype' that is text.")]
    [InlineData(
        """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,"x"],"data":[]}]}""",
        "an entry of 'shape' is not a size"
    )]
    [InlineData(
        """{"inputs":[{"name":"features","datatype":"FP32","shape":[9223372036854775807,9],"data":[]}]}""",
        "is too large"
    )]
    [InlineData(
        """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,30],"data":[1]}]}""",
        "Input 'features' has 1 values; the shape [1, 30] has 30."
    )]
    [InlineData(
        """{"inputs":[{"name":"features","datatype":"FP32","shape":[1,2],"data":[1,2]}]}""",
        "Input 'features' takes float32[?, 30]; the request has the shape [1, 2]."
    )]
    [InlineData(
        """{"inputs":[{"name":"features","datatype":"FP64","shape":[1,1],"data":[1]}]}""",
        "Input 'features' is sent as FP64; the model takes FP32."
    )]
    [InlineData(
        """{"inputs":[{"name":"feature","datatype":"FP32","shape":[1],"data":[1]}]}""",
        "The model has no input 'feature'. Did you mean 'features'? It takes 'features' float32[?, 30]."
    )]
    [InlineData(
        """{"inputs":[{"name":"features","datatype":"FP32","shape":[0,30],"data":[]}]}""",
        "The request has no rows."
    )]
    [InlineData(
        """{"inputs":[],"outputs":[{"name":"lable"}]}""",
        "The model has no output 'lable'. Did you mean 'label'?"
    )]
    [InlineData("""{"inputs":[],"id":7}""", "'id' is not text.")]
    public async Task A_request_that_does_not_fit_is_refused_with_its_fault(string body, string message)
    {
        var answer = await InferAsync(body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        JsonDocument.Parse(answer.Text).RootElement.GetProperty("error").GetString()!.ShouldContain(message);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_is_named_by_row_and_column()
    {
        var answer = await InferAsync(Request(2, $"[{Numbers(0)},null,{Numbers(1)[(Numbers(1).IndexOf(',') + 1)..]}]"));

        JsonDocument
            .Parse(answer.Text)
            .RootElement.GetProperty("error")
            .GetString()
            .ShouldBe(
                "Input 'features', row 1, column 0: is missing (null or NaN), and the model does not say that it may be."
            );
    }

    [Theory]
    [InlineData("/v2/models/tumors/infer", "Model 'tumors' is not served here; these are: 'tumours'.")]
    [InlineData("/v2/models/tumours/versions/2/infer", "Version 2 of model 'tumours' is not served here now.")]
    public async Task What_is_not_served_is_said(string path, string message)
    {
        var answer = await _gateway.AskAsync("{}", path: path);

        answer.Status.ShouldBe(HttpStatusCode.NotFound);
        answer.Text.ShouldBe($$"""{"error":"{{message}}"}""");
    }

    private Task<Answer> InferAsync(string body) => _gateway.AskAsync(body, path: "/v2/models/tumours/infer");

    private static string Numbers(int row) => string.Join(',', Rows[row].Split(',')[..30]);

    private static string Request(int rows, string data, string before = "") =>
        $$"""{{{before}}"inputs":[{"name":"features","shape":[{{rows}},30],"datatype":"FP32","data":{{data}}}]}""";

    private static long[] Longs(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetInt64())];
}
