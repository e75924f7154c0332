using Gradus.Server.Tests;

namespace Gradus.Serving.Mlflow;

/// <summary>Models of other forms than one tensor in and labels with probabilities out.</summary>
public sealed class ModelFormTests : IAsyncLifetime
{
    private const string Signature = """
        signature:
          inputs: '[{"name": "a", "type": "double"}, {"name": "b", "type": "double", "required": false}]'
        """;

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_map_an_example_is_answered_as_one()
    {
        await using var gateway = await StartAsync(Evaluation.Onnx.Models.ZipMap("no", "yes"));

        (await gateway.AskAsync("""{"dataframe_split":{"data":[[9,0],[0,9]]}}""")).Text.ShouldMatch(
            """^\{"predictions":\[\{"output_label":"yes","output_probability":\{"no":.*,"yes":.*\}\},\{"output_label":"no","""
        );
        var outputs = (
            await gateway.AskAsync(
                """{"inputs":[{"name":"features","shape":[1,2],"datatype":"FP32","data":[9,0]}]}""",
                path: "/v2/models/odd/infer"
            )
        )
            .Json()
            .GetProperty("outputs");
        outputs[0].GetProperty("datatype").GetString().ShouldBe("BYTES");
        outputs[1].GetProperty("parameters").GetProperty("keys").GetString().ShouldBe("no,yes");
    }

    [Fact]
    public async Task Text_and_truth_values_go_in_and_out_by_column()
    {
        await using var gateway = await StartAsync(OddModels.Echo());

        (await gateway.AskAsync("name,known\nZoë,true\n12,False\n", "text/csv")).Text.ShouldBe(
            """{"predictions":[{"same_name":"Zoë","same_known":true},{"same_name":"12","same_known":false}]}"""
        );
        (await gateway.AskAsync("""{"dataframe_records":[{"name":"a","known":"yes"}]}"""))
            .ShouldBeBad()
            .ShouldBe("Column 'known', row 0: 'yes' is not true or false, which the model takes (bool).");
        (await gateway.AskAsync("""{"dataframe_records":[{"name":"a"}]}"""))
            .ShouldBeBad()
            .ShouldBe("Column 'known' is missing.");
    }

    [Fact]
    public async Task The_signature_of_an_MLmodel_names_the_columns_and_what_may_be_missing()
    {
        await using var gateway = await StartAsync(OddModels.Sum(2), Signature);

        (await gateway.AskAsync("""{"dataframe_records":[{"b":1,"c":"x","a":2}]}""")).Text.ShouldBe(
            """{"predictions":[{"y":3}]}"""
        );
        (await gateway.AskAsync("a,b\n2,\n", "text/csv")).Text.ShouldBe("""{"predictions":[{"y":null}]}""");
        (await gateway.AskAsync("a,b\n,2\n", "text/csv"))
            .ShouldBeBad()
            .ShouldStartWith("Column 'a', row 0: is missing (null or NaN)");
        (await gateway.AskAsync("""{"dataframe_records":[{"b":1}]}"""))
            .ShouldBeBad()
            .ShouldBe("Column 'a' is missing.");
    }

    [Fact]
    public async Task Requests_that_come_together_are_answered_each_with_its_own()
    {
        await using var gateway = await StartAsync(OddModels.Sum(2));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => gateway.AskAsync($$"""{"inputs":[[{{i}},1],[{{i}},2]]}"""))
        );

        foreach (var (i, answer) in answers.Index())
        {
            answer.Text.ShouldBe($$$"""{"predictions":{"y":[[{{{i + 1}}}],[{{{i + 2}}}]]}}""");
        }
    }

    private async Task<RunningGateway> StartAsync(byte[] model, string? mlmodel = null)
    {
        await _server.ReleaseAsync("odd", model, mlmodel);
        return await RunningGateway.StartAsync(_server.Address, "models:/odd/Production");
    }
}
