namespace Gradus.Server.Tests.Mlflow.Models;

/// <summary>What a version may be registered with. No source is ever opened; these are refused because others read them later.</summary>
public sealed class SourceTests
{
    private static readonly string[] RefusedSources =
    [
        "/etc",
        "/etc/passwd",
        "etc/passwd",
        ".",
        "file:/etc/passwd",
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "FiLe://host/share",
        "file://localhost/etc",
        "s3://b/../../etc",
        "s3://b/%2e%2e/etc",
        "s3://b/%252e%252e%252fetc",
        "s3://b/%25252e%25252e/etc",
        "s3://b/a/..",
        "s3://b/./a",
        "mlflow-artifacts:/../../etc",
        "mlflow-artifacts://host/a/%2e%2e/b",
        "http://h/p#/../../etc",
        "http://h/p?x=/../../etc",
        "http://h/p?..",
        "http://h/p;/../../etc",
        "http://h/p#..",
        "C:\\Windows",
        "c:/Windows",
        "\\\\host\\share",
        "s3://b/a\\..\\b",
        "s3://b\\c",
        "//host/share",
        "://b/c",
        ":/b",
        "s3:",
        "s3://",
        "s3://bucket",
        "dbfs:relative/path",
        "s3://b/a\r\nHost: evil",
        "s3://b/a\u0000",
        "s3://b/a%00",
        "s3://b/a\u0007",
        "1s3://b/c",
        " s3://b/c",
        "s3://b/" + new string('x', 1_000_000),
    ];

    private static readonly string[] KeptSources =
    [
        "s3://b/c",
        "S3://b/c",
        "gs://b/a.b/c..d/..e",
        "dbfs:/x/y",
        "runs:/abc/model",
        "hdfs://host:9000/a//b/",
        "abfss://c@account.dfs.core.windows.net/a%20b",
        "https://host/p?x=1&y=2#z",
        "mlflow-artifacts://host:5000/a/b",
        "mlflow-artifacts:/a/b",
        "git+ssh://host/repo",
    ];

    [Trait("Abuse", "1")]
    [Trait("Abuse", "2")]
    [Trait("Abuse", "3")]
    [Trait("Abuse", "4")]
    [Trait("Abuse", "5")]
    [Trait("Abuse", "6")]
    [Trait("Abuse", "7")]
    [Trait("Abuse", "9")]
    [Fact]
    public async Task A_source_that_could_mean_a_path_of_some_server_is_refused_whatever_its_tags()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m");

        foreach (var source in RefusedSources)
        {
            (await CreateAsync(mlflow, source)).Status.ShouldBe(400, source);
            (await CreateAsync(mlflow, source, PromptTag)).Status.ShouldBe(400, source);
        }

        (await mlflow.GetAsync("model-versions/search")).Json.ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task Any_other_uri_is_kept_as_it_is()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m");
        foreach (var source in KeptSources)
        {
            var version = (await CreateAsync(mlflow, source)).Json["model_version"]!;

            version["source"]!.ToString().ShouldBe(source);
            var number = version["version"]!.ToString();
            var uri = await mlflow.GetAsync("model-versions/get-download-uri", ("name", "m"), ("version", number));
            uri.Json["artifact_uri"]!.ToString().ShouldBe(source);
        }
    }

    [Fact]
    public async Task A_prompt_may_have_a_bare_word_for_a_source_and_a_model_may_not()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m");

        (await CreateAsync(mlflow, "dummy-source", PromptTag)).Status.ShouldBe(200);
        (await CreateAsync(mlflow, "dummy-source")).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("models:/m/2", "s3://b/2")]
    [InlineData("models:/m/latest", "s3://b/3")]
    [InlineData("models:/m/Latest", "s3://b/3")]
    [InlineData("models:/m/staging", "s3://b/1")]
    [InlineData("models:/m@champion", "s3://b/2")]
    public async Task The_name_of_another_version_means_its_bytes_from_then_on(string source, string location)
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 3);
        await mlflow.PostAsync(
            "model-versions/transition-stage",
            """{"name": "m", "version": "1", "stage": "Staging"}"""
        );
        await mlflow.PostAsync("registered-models/alias", """{"name": "m", "alias": "champion", "version": "2"}""");

        var created = await CreateAsync(mlflow, source);
        await mlflow.DeleteAsync("model-versions/delete", """{"name": "m", "version": "2"}""");

        created.Json["model_version"]!["source"]!.ToString().ShouldBe(source);
        var uri = await mlflow.GetAsync("model-versions/get-download-uri", ("name", "m"), ("version", "4"));
        uri.Json["artifact_uri"]!.ToString().ShouldBe(location);
    }

    [Fact]
    public async Task A_version_of_a_version_of_a_version_means_the_first_ones_bytes()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 1);
        await CreateAsync(mlflow, "models:/m/1");
        await CreateAsync(mlflow, "models:/m/2");

        var uri = await mlflow.GetAsync("model-versions/get-download-uri", ("name", "m"), ("version", "3"));

        uri.Json["artifact_uri"]!.ToString().ShouldBe("s3://b/1");
    }

    [Theory]
    [InlineData("models:/m/9", "Model Version (name=m, version=9) not found")]
    [InlineData("models:/nope/Production", "Registered Model with name=nope not found")]
    [InlineData("models:/nope@a", "Registered Model with name=nope not found")]
    [InlineData("models:/m@nope", "Registered model alias nope not found.")]
    [InlineData("models:/m/Production", "No versions of model with name 'm' and stage 'Production' found")]
    [InlineData("models:/empty/latest", "No versions of model with name 'empty' found")]
    [InlineData("models:/m-0123456789abcdef", "Logged model with ID 'm-0123456789abcdef' not found.")]
    public async Task A_version_that_is_not_there_is_named_and_nothing_is_created(string source, string why)
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 1);
        await mlflow.CreateAsync("empty");

        var reply = await CreateAsync(mlflow, source);

        reply.Status.ShouldBe(400);
        reply.Message.ShouldBe(
            $"Unable to fetch model from model URI source artifact location '{source}'.Error: {why}"
        );
        (await CreateAsync(mlflow, "s3://b/2")).Json["model_version"]!["version"]!.ToString().ShouldBe("2");
    }

    [Theory]
    [InlineData("models:/m/1/extra")]
    [InlineData("models:/m/")]
    [InlineData("models:/m@")]
    [InlineData("models:m/1")]
    [InlineData("models://m/1")]
    public async Task A_malformed_name_of_a_version_is_refused(string source)
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 1);

        (await CreateAsync(mlflow, source)).Status.ShouldBe(400);
    }

    private const string PromptTag = """, "tags": [{"key": "mlflow.prompt.is_prompt", "value": "true"}]""";

    private static Task<Reply> CreateAsync(MlflowClient mlflow, string source, string more = "")
    {
        var json = System.Text.Json.Nodes.JsonValue.Create(source).ToJsonString();
        return mlflow.PostAsync("model-versions/create", $$"""{"name": "m", "source": {{json}}{{more}}}""");
    }
}
