using System.Diagnostics;
using System.Net;
using System.Text;

namespace Gradus.Server.Tests.Mlflow.Requests;

/// <summary>Requests that nobody sends by accident: each is answered with a 400 in MLflow's form, and nothing is kept.</summary>
public sealed class HostileRequestTests(EmptyServer empty) : IClassFixture<EmptyServer>
{
    private const string Create = "/api/2.0/mlflow/registered-models/create";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> HostileBodies() =>
        new()
        {
            { "deep arrays", """{"name": "m", "x": """ + new string('[', 100_000) + new string(']', 100_000) + "}" },
            { "deep objects", string.Concat(Enumerable.Repeat("{\"x\":", 100_000)) + "1" + new string('}', 100_000) },
            { "five million arrays", new string('[', 5_000_000) + new string(']', 5_000_000) },
            { "duplicate key", """{"name": "m", "name": "other"}""" },
            { "duplicate key, escaped", """{"name": "m", "n\u0061me": "other"}""" },
            { "duplicate key inside", """{"name": "m", "tags": [{"key": "a", "key": "b"}]}""" },
            { "duplicate key, encoded twice", """ "{\"name\": \"m\", \"name\": \"other\"}" """ },
            { "an array", "[]" },
            { "a number", "5" },
            { "NUL in the name", """{"name": "m\u0000"}""" },
            { "half a surrogate pair in the name", """{"name": "m\ud800"}""" },
            { "half a surrogate pair in a key", """{"\udc00": 1}""" },
            { "NUL in a description", """{"name": "m", "description": "\u0000"}""" },
            { "NUL in a tag's value", """{"name": "m", "tags": [{"key": "k", "value": "\u0000"}]}""" },
            { "half a surrogate pair in a tag's key", """{"name": "m", "tags": [{"key": "\ud800", "value": "v"}]}""" },
            { "half a surrogate pair in a list of the wrong type", """{"name": ["\ud800"]}""" },
            { "control character in the name", """{"name": "m\u0007"}""" },
            { "a huge number for a name", $$"""{"name": {{new string('9', 1_000_000)}}}""" },
            { "a name of 513 characters", $$"""{"name": "{{new string('n', 513)}}"}""" },
            {
                "a description of more than a million characters",
                $$"""{"name": "m", "description": "{{new string('d', 1_000_001)}}"}"""
            },
            { "a tag's key of a megabyte", $$"""{"name": "m", "tags": [{"key": "{{new string('/', 1_000_000)}}"}]}""" },
            {
                "a hundred thousand tags",
                $$"""{"name": "m", "tags": [{{string.Join(',', Enumerable.Range(0, 100_000).Select(i => $$"""{"key": "k{{i}}"}"""))}}]}"""
            },
            { "%2e%2e/ in the name", """{"name": "..%2f/x"}""" },
        };

    [Trait("Abuse", "9")]
    [Theory]
    [MemberData(nameof(HostileBodies))]
    public async Task A_hostile_body_is_a_bad_request_and_creates_nothing(string what, string body)
    {
        var server = empty.Server;
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var watch = Stopwatch.StartNew();

        using var response = await server.SendRawAsync(HttpMethod.Post, Create, content, Cancelled);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5), what);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, what);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        text.ShouldStartWith("""{"error_code":"INVALID_PARAMETER_VALUE","message":""");
        text.Length.ShouldBeLessThan(5_000);
        await ShouldBeEmptyAsync(server);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_a_bad_request()
    {
        var server = empty.Server;
        using var content = new ByteArrayContent([.. "{\"name\": \"m"u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");

        using var response = await server.SendRawAsync(HttpMethod.Post, Create, content, Cancelled);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await ShouldBeEmptyAsync(server);
    }

    [Trait("Abuse", "16")]
    [Fact]
    public async Task A_body_over_the_limit_is_too_large()
    {
        var server = empty.Server;
        using var content = new ByteArrayContent(new byte[11 * 1024 * 1024]);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, Create) { Content = content };
        request.Headers.ExpectContinue = true;

        using var response = await server.Http.SendAsync(request, Cancelled);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    public async Task A_write_that_a_foreign_page_could_send_is_refused(string type)
    {
        var server = empty.Server;
        using var content = new StringContent("""{"name": "m"}""", Encoding.UTF8, type);

        using var response = await server.SendRawAsync(HttpMethod.Post, Create, content, Cancelled);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await ShouldBeEmptyAsync(server);
    }

    [Trait("Abuse", "19")]
    [Fact]
    public async Task Names_that_look_alike_are_different_models()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        string[] names = ["%2e%2e", "a%2Fb", "caf\u00e9", "cafe\u0301", "x", "x ", "x\u200b", "..", "."];
        foreach (var name in names)
        {
            await mlflow.CreateAsync(name);
        }

        var found = await mlflow.GetAsync("registered-models/search");

        found.Json["registered_models"]!
            .AsArray()
            .Select(model => model!["name"]!.ToString())
            .ShouldBe(names, ignoreOrder: true);
    }

    [Trait("Abuse", "21")]
    [Theory]
    [InlineData("name = 'x'; DROP TABLE models")]
    [InlineData("name = 'x' UNION SELECT * FROM models")]
    [InlineData("name = 'x' OR 1=1 --")]
    [InlineData("1=1")]
    [InlineData("name = (SELECT 1)")]
    public async Task Sql_in_a_filter_is_refused_without_a_word_of_ours(string filter)
    {
        var server = empty.Server;
        var mlflow = new MlflowClient(server);

        var reply = await mlflow.GetAsync("registered-models/search", ("filter", filter));

        reply.Status.ShouldBe(400);
        reply.Message!.ShouldNotContain("SQLite", Case.Insensitive);
        reply.Message!.ShouldNotContain("WHERE", Case.Sensitive);
    }

    [Trait("Abuse", "21")]
    [Theory]
    [InlineData("x'; DROP TABLE models --")]
    [InlineData("x' OR '1'='1")]
    [InlineData("%' ESCAPE '\\")]
    public async Task Sql_in_a_value_is_only_a_value(string value)
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m");

        var reply = await mlflow.GetAsync("registered-models/search", ("filter", $"name LIKE \"{value}\""));

        reply.Json.ToJsonString().ShouldBe("{}");
        (await mlflow.GetAsync("registered-models/get", ("name", "m"))).Status.ShouldBe(200);
    }

    [Trait("Abuse", "22")]
    [Fact]
    public async Task A_filter_of_ten_thousand_ands_and_one_of_a_hundred_kilobytes_are_refused_at_once()
    {
        var server = empty.Server;
        var mlflow = new MlflowClient(server);
        string[] filters =
        [
            string.Join(" AND ", Enumerable.Repeat("name='a'", 10_000)),
            string.Join(" AND ", Enumerable.Repeat("name='a'", 4_000)),
            "name = '" + new string('x', 100_000) + "'",
            new string('(', 60_000),
        ];
        var watch = Stopwatch.StartNew();
        foreach (var filter in filters)
        {
            var body = new System.Text.Json.Nodes.JsonObject { ["filter"] = filter }.ToJsonString();
            (await mlflow.SendAsync(HttpMethod.Get, "registered-models/search", body)).Status.ShouldBe(400);
        }

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Trait("Abuse", "22")]
    [Fact]
    public async Task A_pattern_of_many_wildcards_is_answered_at_once()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync(new string('a', 500) + "b");
        var pattern = string.Concat(Enumerable.Repeat("%a", 200)) + "%c";
        var watch = Stopwatch.StartNew();

        var reply = await mlflow.GetAsync("registered-models/search", ("filter", $"name LIKE '{pattern}'"));

        reply.Json.ToJsonString().ShouldBe("{}");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Trait("Abuse", "23")]
    [Theory]
    [InlineData("bogus!")]
    [InlineData("AAAA")]
    [InlineData("eyJvZmZzZXQiOiAtMX0=")]
    [InlineData("\0")]
    public async Task A_page_token_that_no_search_gave_is_refused(string token)
    {
        var server = empty.Server;
        var mlflow = new MlflowClient(server);

        foreach (var path in (string[])["registered-models/search", "model-versions/search"])
        {
            (await mlflow.GetAsync(path, ("page_token", token))).Status.ShouldBe(400);
        }
    }

    [Trait("Abuse", "23")]
    [Fact]
    public async Task A_page_token_of_another_search_is_refused()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("a", versions: 3);
        await mlflow.CreateAsync("b", versions: 1);
        var first = await mlflow.GetAsync("model-versions/search", ("max_results", "1"));
        var token = first.Json["next_page_token"]!.ToString();

        (string Name, string Value)[][] others =
        [
            [("filter", "name = 'a'")],
            [("order_by", "name ASC")],
        ];
        foreach (var other in others)
        {
            var reply = await mlflow.GetAsync("model-versions/search", [.. other, ("page_token", token)]);

            reply.Status.ShouldBe(400);
            reply.Message!.ShouldStartWith("Invalid page token");
        }

        (await mlflow.GetAsync("registered-models/search", ("page_token", token))).Status.ShouldBe(400);
    }

    [Trait("Abuse", "23")]
    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1001")]
    [InlineData("99999999999999999999")]
    [InlineData("1e3")]
    [InlineData("1.0")]
    [InlineData("NaN")]
    [InlineData("0x10")]
    public async Task A_page_size_out_of_range_is_refused(string maxResults)
    {
        var server = empty.Server;
        var mlflow = new MlflowClient(server);

        (await mlflow.GetAsync("registered-models/search", ("max_results", maxResults))).Status.ShouldBe(400);
    }

    [Trait("Abuse", "34")]
    [Fact]
    public async Task Fields_that_only_the_server_sets_are_ignored_when_a_client_sends_them()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m");

        var reply = await mlflow.PostAsync(
            "model-versions/create",
            """
            {"name": "m", "source": "s3://b/1", "version": "7", "current_stage": "Production", "user_id": "root",
             "status": "PENDING_REGISTRATION", "creation_timestamp": 1, "aliases": ["champion"]}
            """
        );

        var version = reply.Json["model_version"]!;
        version["version"]!.ToString().ShouldBe("1");
        version["current_stage"]!.ToString().ShouldBe("None");
        version["status"]!.ToString().ShouldBe("READY");
        version.AsObject().ContainsKey("user_id").ShouldBeFalse();
        version.AsObject().ContainsKey("aliases").ShouldBeFalse();
        version["creation_timestamp"]!.GetValue<long>().ShouldBeGreaterThan(1_000_000_000_000);
    }

    private static async Task ShouldBeEmptyAsync(TestServer server) =>
        (await new MlflowClient(server).GetAsync("registered-models/search")).Json.ToJsonString().ShouldBe("{}");
}
