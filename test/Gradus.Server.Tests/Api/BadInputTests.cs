using System.Net;
using System.Text;

namespace Gradus.Server.Tests.Api;

/// <summary>One server for many bad requests: none of them may change anything.</summary>
public sealed class BadInputTests(BadInputTests.OneServer one) : IClassFixture<BadInputTests.OneServer>
{
    public static TheoryData<string, string> RoutesWithBodies { get; } =
        new()
        {
            { "POST", "/api/v1/models" },
            { "PATCH", "/api/v1/models/m" },
            { "PUT", "/api/v1/models/m/tags/k" },
            { "PUT", "/api/v1/models/m/aliases/a" },
            { "POST", "/api/v1/models/m/versions" },
            { "PATCH", "/api/v1/models/m/versions/1" },
            { "PUT", "/api/v1/models/m/versions/1/tags/k" },
            { "POST", "/api/v1/models/m/versions/1/transitions" },
            { "POST", "/api/v1/stages" },
            { "PATCH", "/api/v1/stages/Production" },
            { "PUT", "/api/v1/datasets/d" },
            { "POST", "/api/v1/models/m/promotions" },
            { "POST", "/api/v1/models/m/promotions/measure" },
            { "POST", "/api/v1/users" },
            { "POST", "/api/v1/groups" },
            { "POST", "/api/v1/tokens" },
            { "POST", "/api/v1/work/lease" },
            { "POST", "/api/v1/work/1/heartbeat" },
            { "POST", "/api/v1/work/1/outcome" },
        };

    [Theory]
    [MemberData(nameof(RoutesWithBodies))]
    public async Task A_body_that_is_no_json_object_is_refused_by_every_route(string method, string path)
    {
        foreach (var body in new[] { "", "null", "{", "{\"name\"", "[]", "1", "\"x\"", "{} {}", "{'a':1}", "\ufeff" })
        {
            var answer = await one.Server.SendAsync(method, path, body);
            answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        }
    }

    [Trait("Abuse", "25")]
    [Theory]
    [MemberData(nameof(RoutesWithBodies))]
    public async Task A_body_that_does_not_say_it_is_json_is_refused_by_every_route(string method, string path)
    {
        using var body = new StringContent("{}", Encoding.UTF8, "text/plain");

        var answer = await one.Server.SendAsync(method, path, body);

        answer
            .ShouldBeRefused(HttpStatusCode.UnsupportedMediaType, "invalid")
            .Detail.ShouldBe("The request's body must be JSON, sent with Content-Type: application/json.");
    }

    [Trait("Abuse", "24")]
    [Theory]
    [MemberData(nameof(RoutesWithBodies))]
    public async Task Json_that_is_nested_a_hundred_thousand_deep_is_refused_by_every_route(string method, string path)
    {
        var deep = $$"""{"unknown":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""";

        var answer = await one.Server.SendAsync(method, path, deep);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
    }

    [Theory]
    [InlineData("POST", "/api/v1/models", "name")]
    [InlineData("PATCH", "/api/v1/models/m", "description")]
    [InlineData("PUT", "/api/v1/models/m/tags/k", "value")]
    [InlineData("POST", "/api/v1/models/m/versions/1/transitions", "stage")]
    public async Task A_text_that_is_not_utf8_is_refused(string method, string path, string field)
    {
        using var body = new ByteArrayContent([
            .. Encoding.ASCII.GetBytes($"{{\"{field}\":\""),
            0xC3,
            0x28,
            .. "\"}"u8,
        ]);
        body.Headers.ContentType = new("application/json");

        var answer = await one.Server.SendAsync(method, path, body);

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe(field);
    }

    [Theory]
    [InlineData("POST", "/api/v1/models", "Model name is required.")]
    [InlineData("PATCH", "/api/v1/models/m", "Nothing to change: give 'name' or 'description'.")]
    [InlineData("PUT", "/api/v1/models/m/tags/k", "'value' is required.")]
    [InlineData("PUT", "/api/v1/models/m/versions/1/tags/k", "'value' is required.")]
    [InlineData("PATCH", "/api/v1/models/m/versions/1", "'description' is required.")]
    [InlineData("POST", "/api/v1/models/m/versions/1/transitions", "Stage is required.")]
    [InlineData("POST", "/api/v1/stages", "Stage name is required.")]
    [InlineData("POST", "/api/v1/users", "User name is required.")]
    [InlineData("POST", "/api/v1/groups", "Group name is required.")]
    [InlineData(
        "PATCH",
        "/api/v1/stages/Production",
        "Nothing to change: give 'description', 'occupancy' or 'position'."
    )]
    public async Task An_object_that_says_nothing_is_refused_with_what_it_should_say(
        string method,
        string path,
        string sentence
    )
    {
        var answer = await one.Server.SendAsync(method, path, "{}");

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Detail.ShouldBe(sentence);
    }

    [Trait("Abuse", "24")]
    [Theory]
    [InlineData("POST", "/api/v1/models", """{"name":"x","name":"y"}""", "name")]
    [InlineData("POST", "/api/v1/models", """{"name":"x","tags":[{"key":"a","key":"b","value":""}]}""", "tags[0].key")]
    [InlineData("POST", "/api/v1/models/m/versions/1/transitions", """{"stage":"Staging","stage":"None"}""", "stage")]
    public async Task A_field_given_twice_is_refused(string method, string path, string json, string field)
    {
        var problem = (await one.Server.SendAsync(method, path, json)).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalid"
        );

        problem.Detail!.ShouldContain("twice");
        problem.Subject.ShouldBe(field);
    }

    [Theory]
    [InlineData("POST", "/api/v1/models", """{"name":1}""", "name")]
    [InlineData("POST", "/api/v1/models", """{"name":"x","description":{}}""", "description")]
    [InlineData("POST", "/api/v1/models", """{"name":"x","tags":"a=b"}""", "tags")]
    [InlineData("POST", "/api/v1/models", """{"name":"x","tags":[1]}""", "tags[0]")]
    [InlineData("POST", "/api/v1/tokens", """{"actions":"read"}""", "actions")]
    [InlineData("POST", "/api/v1/tokens", """{"expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("PUT", "/api/v1/models/m/aliases/a", """{"version":"one"}""", "version")]
    [InlineData("PUT", "/api/v1/models/m/aliases/a", """{"version":1.5}""", "version")]
    [InlineData("PUT", "/api/v1/models/m/aliases/a", """{"version":99999999999}""", "version")]
    [InlineData("POST", "/api/v1/models/m/versions", """{"files":{"path":"a"}}""", "files")]
    [InlineData("POST", "/api/v1/models/m/versions", """{"files":[{"path":"a","size":"1"}]}""", "files[0].size")]
    [InlineData("POST", "/api/v1/models/m/promotions", """{"stage":"Staging","version":"1"}""", "version")]
    [InlineData("POST", "/api/v1/models/m/promotions", """{"stage":"Staging","require":"accuracy>=1"}""", "require")]
    public async Task A_field_of_the_wrong_type_is_refused_by_its_name(
        string method,
        string path,
        string json,
        string field
    )
    {
        var problem = (await one.Server.SendAsync(method, path, json)).ShouldBeRefused(
            HttpStatusCode.BadRequest,
            "invalid"
        );

        problem.Subject.ShouldBe(field);
        problem.Detail!.ShouldContain($"'{field}'");
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\u0007b")]
    [InlineData("a\\nb")]
    [InlineData("\\ud800")]
    [InlineData("")]
    [InlineData("   ")]
    public async Task A_model_name_that_is_none_is_refused(string name)
    {
        var answer = await one.Server.SendAsync("POST", "/api/v1/models", $$"""{"name":"{{name}}"}""");

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe("name");
    }

    [Trait("Abuse", "20")]
    [Fact]
    public async Task Values_that_are_too_long_are_refused()
    {
        var name = new string('n', 513);
        var description = new string('d', 1_000_001);
        (string Path, string Json, string Field)[] requests =
        [
            ("/api/v1/models", $$"""{"name":"{{name}}"}""", "name"),
            ("/api/v1/models", $$"""{"name":"x","description":"{{description}}"}""", "description"),
            ("/api/v1/models/m/versions", $$"""{"source":"s3://b/1","description":"{{description}}"}""", "description"),
            ("/api/v1/models/m/versions", $$"""{"source":"s3://{{new string('s', 10_000)}}"}""", "source"),
            ("/api/v1/models/m/versions", $$"""{"source":"s3://b/1","run_id":"{{name}}"}""", "run_id"),
        ];

        foreach (var (path, json, field) in requests)
        {
            var answer = await one.Server.SendAsync("POST", path, json);
            answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid").Subject.ShouldBe(field);
        }
    }

    [Trait("Abuse", "24")]
    [Fact]
    public async Task A_number_of_nine_million_digits_is_refused_in_a_moment()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var answer = await one.Server.SendAsync(
            "PUT",
            "/api/v1/models/m/aliases/a",
            $$"""{"version":{{new string('9', 9_000_000)}}}"""
        );

        answer.ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_more_than_ten_megabytes_is_refused(bool isChunked)
    {
        var json = $$"""{"name":"x","description":"{{new string('d', 11_000_000)}}"}""";
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        body.Headers.ContentLength = isChunked ? null : json.Length;
        // Else the client is still sending when the refusal comes, and may not see it.
        (string, string)[] headers = isChunked
            ? [("Transfer-Encoding", "chunked"), ("Expect", "100-continue")]
            : [("Expect", "100-continue")];

        var answer = await one.Server.SendAsync("POST", "/api/v1/models", body, headers);

        answer
            .ShouldBeRefused(HttpStatusCode.RequestEntityTooLarge, "invalid")
            .Detail.ShouldBe("The request's body is larger than 10485760 bytes.");
    }

    [Theory]
    [InlineData("GET", "/api/v1/nope", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/models/m/nope", HttpStatusCode.NotFound)]
    [InlineData("GET", "/nope", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/models/m/versions/one", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/models/m/versions/99999999999", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/stages", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/api/v1/models/m", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/v1/models/m/versions/1/transitions", HttpStatusCode.MethodNotAllowed)]
    [InlineData("TRACE", "/api/v1/stages", HttpStatusCode.MethodNotAllowed)]
    public async Task An_unknown_path_and_a_wrong_method_are_problems_too(
        string method,
        string path,
        HttpStatusCode status
    )
    {
        var answer = await one.Server.SendAsync(method, path);

        answer.ShouldBeRefused(status, "route_not_found").Detail!.ShouldContain(path);
    }

    [Theory]
    [InlineData("/api/v1/models/m/history?stage=%00")]
    [InlineData("/api/v1/models/m/stages/x/holders?at=%00")]
    [InlineData("/api/v1/promotions?model=%00")]
    [InlineData("/api/v1/tokens?user=%00")]
    [InlineData("/api/v1/models/m/latest?stage=a%00b")]
    public async Task A_nul_character_in_a_query_is_refused(string path)
    {
        (await one.Server.SendAsync("GET", path)).ShouldBeRefused(HttpStatusCode.BadRequest, "invalid");
    }

    [Trait("Abuse", "34")]
    [Fact]
    public async Task Fields_that_nobody_knows_are_refused_and_set_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await server.SendAsync("POST", "/api/v1/models", """{"name":"m"}""");

        var answer = await server.SendAsync(
            "POST",
            "/api/v1/models/m/versions",
            """{"source":"s3://b/1","version":7,"stage":"Production","status":"quarantined","created_by":"root"}"""
        );

        answer
            .ShouldBeRefused(HttpStatusCode.BadRequest, "invalid")
            .Detail.ShouldNotBeNull()
            .ShouldContain("is no field of this request");
        (await server.SendAsync("GET", "/api/v1/models/m/versions/1")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>The server, with one model that has one version, which must stay as it is.</summary>
    public sealed class OneServer : IAsyncLifetime
    {
        private string _before = "";

        internal TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await TestServer.StartAsync();
            await Server.RegisterAsync("m", "bytes");
            _before = await StateAsync();
        }

        public async ValueTask DisposeAsync()
        {
            var after = await StateAsync();
            await Server.DisposeAsync();
            after.ShouldBe(_before, "a refused request changed something");
        }

        private async Task<string> StateAsync()
        {
            string[] paths =
            [
                "/api/v1/models/m",
                "/api/v1/models/m/history",
                "/api/v1/stages",
                "/api/v1/datasets",
                "/api/v1/promotions",
                "/api/v1/users",
                "/api/v1/groups",
                "/api/v1/tokens?everyone=true",
            ];
            var answers = await Task.WhenAll(paths.Select(path => Server.SendAsync("GET", path)));
            return string.Join('\n', answers.Select(answer => answer.Text));
        }
    }
}
