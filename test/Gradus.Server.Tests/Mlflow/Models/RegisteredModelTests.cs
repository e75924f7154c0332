using System.Text.Json.Nodes;
using Gradus.Data.Stages;

namespace Gradus.Server.Tests.Mlflow.Models;

/// <summary>The registry as MLflow's own store tests expect it, beyond what is recorded.</summary>
public sealed class RegisteredModelTests
{
    [Fact]
    public async Task Every_answer_has_its_fields_in_the_order_of_the_protocol()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.PostAsync(
            "registered-models/create",
            """{"name": "m", "description": "d", "tags": [{"key": "k", "value": "v"}]}"""
        );
        await mlflow.PostAsync(
            "model-versions/create",
            """{"name": "m", "source": "s3://b/1", "tags": [{"key": "k", "value": "v"}]}"""
        );
        await mlflow.PostAsync("registered-models/alias", """{"name": "m", "alias": "a", "version": "1"}""");

        var model = await mlflow.GetAsync("registered-models/get", ("name", "m"));
        var version = await mlflow.GetAsync("model-versions/get", ("name", "m"), ("version", "1"));

        Keys(model.Json["registered_model"])
            .ShouldBe("name creation_timestamp last_updated_timestamp description latest_versions tags aliases");
        Keys(version.Json["model_version"])
            .ShouldBe(
                "name version creation_timestamp last_updated_timestamp current_stage description source run_id status "
                    + "tags run_link aliases"
            );
        model.Json["registered_model"]!["aliases"]![0]!.ToJsonString().ShouldBe("""{"alias":"a","version":"1"}""");
        model.Json["registered_model"]!["creation_timestamp"]!
            .GetValueKind()
            .ShouldBe(System.Text.Json.JsonValueKind.Number);
    }

    [Fact]
    public async Task Versions_move_to_a_stage_that_mlflow_never_heard_of_and_are_found_in_it()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 2);
        var canary = Core.Stages.StageName.Parse("Canary").Value;
        await server
            .Get<StageStore>()
            .CreateAsync(canary, "", Core.Stages.Occupancy.One, null, new Gradus.Core.Caller("test", "r"));

        await MoveAsync(mlflow, 1, "Canary");
        var moved = await MoveAsync(mlflow, 2, "Canary");
        var latest = await mlflow.PostAsync(
            "registered-models/get-latest-versions",
            """{"name": "m", "stages": ["Canary"]}"""
        );

        moved.Json["model_version"]!["current_stage"]!.ToString().ShouldBe("Canary");
        var only = latest.Json["model_versions"]!.AsArray().ShouldHaveSingleItem()!;
        only["version"]!.ToString().ShouldBe("2");
        (await VersionAsync(mlflow, 1))["current_stage"]!.ToString().ShouldBe("Archived");
        (await MoveAsync(mlflow, 1, "canary")).Status.ShouldBe(400);
        (await MoveAsync(mlflow, 1, "Nope")).Message.ShouldBe(
            "Invalid Model Version stage: Nope. Value must be one of None, Development, Staging, Production, Canary, Archived."
        );
    }

    [Fact]
    public async Task Who_archives_the_others_archives_none_of_another_stage_and_gives_all_one_time()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 4);
        await MoveAsync(mlflow, 1, "Production");
        await MoveAsync(mlflow, 2, "Production");
        await MoveAsync(mlflow, 3, "Staging");

        var moved = await MoveAsync(mlflow, 4, "Production", archive: true);

        var time = moved.Json["model_version"]!["last_updated_timestamp"]!.GetValue<long>();
        foreach (var displaced in (int[])[1, 2])
        {
            var version = await VersionAsync(mlflow, displaced);
            version["current_stage"]!.ToString().ShouldBe("Archived");
            version["last_updated_timestamp"]!.GetValue<long>().ShouldBe(time);
        }

        (await VersionAsync(mlflow, 3))["current_stage"]!.ToString().ShouldBe("Staging");
        var model = await mlflow.GetAsync("registered-models/get", ("name", "m"));
        model.Json["registered_model"]!["last_updated_timestamp"]!.GetValue<long>().ShouldBe(time);
    }

    [Fact]
    public async Task Tags_leave_the_times_as_they_are_and_everything_else_moves_them()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 1);
        var before = await UpdatedAsync(mlflow);
        await mlflow.PostAsync("registered-models/set-tag", """{"name": "m", "key": "k", "value": "v"}""");
        await mlflow.PostAsync("model-versions/set-tag", """{"name": "m", "version": "1", "key": "k", "value": "v"}""");
        await mlflow.DeleteAsync("model-versions/delete-tag", """{"name": "m", "version": "1", "key": "k"}""");

        (await UpdatedAsync(mlflow)).ShouldBe(before);

        await MoveAsync(mlflow, 1, "None");
        var afterMove = await UpdatedAsync(mlflow);
        afterMove.ShouldBeGreaterThan(before);
        await mlflow.PatchAsync("registered-models/update", """{"name": "m", "description": "d"}""");
        (await UpdatedAsync(mlflow)).ShouldBeGreaterThan(afterMove);
    }

    [Fact]
    public async Task A_description_can_be_empty_or_cleared_and_a_version_tells_the_two_apart()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 1);

        await mlflow.PatchAsync("model-versions/update", """{"name": "m", "version": "1", "description": ""}""");
        (await VersionAsync(mlflow, 1))["description"]!.ToString().ShouldBe("");
        await mlflow.PatchAsync("model-versions/update", """{"name": "m", "version": "1"}""");

        (await VersionAsync(mlflow, 1)).AsObject().ContainsKey("description").ShouldBeFalse();
    }

    [Fact]
    public async Task Pages_hold_every_model_once_while_others_are_registered_in_between()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        for (var i = 0; i < 10; i++)
        {
            await mlflow.CreateAsync($"m{i}");
        }

        var seen = new List<string>();
        var token = "";
        do
        {
            var page = await mlflow.GetAsync(
                "registered-models/search",
                ("max_results", "3"),
                ("filter", "name LIKE 'm%'"),
                ("page_token", token)
            );
            seen.AddRange(page.Json["registered_models"]!.AsArray().Select(model => model!["name"]!.ToString()));
            token = page.Json["next_page_token"]?.ToString() ?? "";
            await mlflow.CreateAsync($"a{seen.Count}");
        } while (token.Length > 0);

        seen.ShouldBe(Enumerable.Range(0, 10).Select(i => $"m{i}"));
    }

    [Fact]
    public async Task Names_are_ordered_by_their_bytes()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        string[] names = ["b", "a", "B", "é", "Z", "_", "10", "9", "\U0001F642", "\uFFFD"];
        foreach (var name in names)
        {
            await mlflow.CreateAsync(name);
        }

        var found = await mlflow.GetAsync("registered-models/search");

        found.Json["registered_models"]!
            .AsArray()
            .Select(model => model!["name"]!.ToString())
            .ShouldBe(["10", "9", "B", "Z", "_", "a", "b", "é", "\uFFFD", "\U0001F642"]);
    }

    [Theory]
    [InlineData("tags.env = 'prod'", "a,b")]
    [InlineData("tags.env != 'prod'", "c")]
    [InlineData("tags.env LIKE 'p%'", "a,b")]
    [InlineData("tags.env LIKE 'P%'", "")]
    [InlineData("tags.env ILIKE 'P%'", "a,b")]
    [InlineData("tags.env = 'prod' AND tags.team = 'x'", "a")]
    [InlineData("tags.team != 'z'", "a,b")]
    [InlineData("tags.`mlflow.prompt.is_prompt` = 'false'", "a,b,c,d")]
    [InlineData("tags.`mlflow.prompt.is_prompt` != 'false'", "p")]
    [InlineData("tags.`mlflow.prompt.is_prompt` = 'TRUE'", "")]
    [InlineData("tags.`mlflow.prompt.is_prompt` = 'true' AND name LIKE 'x%'", "")]
    [InlineData("name LIKE '_'", "a,b,c,d")]
    [InlineData("name ILIKE 'A'", "a")]
    [InlineData("name LIKE '\\_'", "")]
    public async Task Models_are_found_by_their_tags_and_names(string filter, string expected)
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        (string Name, string Tags)[] models =
        [
            ("a", """{"key": "env", "value": "prod"}, {"key": "team", "value": "x"}"""),
            ("b", """{"key": "env", "value": "prod"}, {"key": "team", "value": "y"}"""),
            ("c", """{"key": "env", "value": "dev"}"""),
            ("d", ""),
            ("p", """{"key": "mlflow.prompt.is_prompt", "value": "true"}"""),
        ];
        foreach (var (name, tags) in models)
        {
            await mlflow.PostAsync("registered-models/create", $$"""{"name": "{{name}}", "tags": [{{tags}}]}""");
        }

        var found = await mlflow.GetAsync("registered-models/search", ("filter", filter));

        var names = found.Json["registered_models"]?.AsArray().Select(model => model!["name"]!.ToString()) ?? [];
        string.Join(',', names).ShouldBe(expected);
    }

    [Fact]
    public async Task A_deleted_model_takes_its_versions_and_aliases_along_and_its_name_is_free()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 2);
        await mlflow.PostAsync("registered-models/alias", """{"name": "m", "alias": "a", "version": "1"}""");

        await mlflow.DeleteAsync("registered-models/delete", """{"name": "m"}""");
        await mlflow.CreateAsync("m", versions: 1);

        var model = (await mlflow.GetAsync("registered-models/get", ("name", "m"))).Json["registered_model"]!;
        model.AsObject().ContainsKey("aliases").ShouldBeFalse();
        model["latest_versions"]!.AsArray().ShouldHaveSingleItem()!["version"]!.ToString().ShouldBe("1");
    }

    [Fact]
    public async Task Who_moved_a_version_stands_in_the_history_by_the_name_that_mlflows_clients_send()
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 1);
        var basic = Convert.ToBase64String("ada:secret"u8);
        server.Http.DefaultRequestHeaders.Authorization = new("Basic", basic);

        await MoveAsync(mlflow, 1, "Production");

        var history = await server
            .Get<TransitionStore>()
            .HistoryAsync("m", 1, null, 10, null, TestContext.Current.CancellationToken);
        history.Value.Items[0].Actor.ShouldBe("ada");
        history.Value.Items[0].To.ShouldBe("Production");
    }

    [Theory]
    [InlineData("""{"name": 5}""", "5", "int")]
    [InlineData("""{"name": 5.5}""", "5.5", "float")]
    [InlineData("""{"name": 1e3}""", "1e3", "float")]
    [InlineData("""{"name": true}""", "true", "bool")]
    [InlineData("""{"name": {"a": [1, "é"]}}""", """{"a":[1,"é"]}""", "dict")]
    [InlineData("""{"name": []}""", "[]", "list")]
    public async Task A_value_of_another_type_is_quoted_with_pythons_name_for_it(string body, string value, string type)
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);

        var reply = await mlflow.PostAsync("registered-models/create", body);

        reply.Message.ShouldBe(
            $"Invalid value {value} for parameter 'name' supplied:  Hint: Value was of type '{type}'. "
                + "See the API docs for more information about request parameters."
        );
    }

    [Theory]
    [InlineData("1_0", 404)]
    [InlineData(" +1\t", 200)]
    [InlineData("001", 200)]
    [InlineData("1__0", 400)]
    [InlineData("_1", 400)]
    [InlineData("1_", 400)]
    [InlineData("- 1", 400)]
    [InlineData("0x1", 400)]
    [InlineData("2147483648", 404)]
    public async Task A_version_is_read_as_python_reads_whole_numbers(string version, int status)
    {
        await using var server = await TestServer.StartAsync(new SteppingTime());
        var mlflow = new MlflowClient(server);
        await mlflow.CreateAsync("m", versions: 1);

        (await mlflow.GetAsync("model-versions/get", ("name", "m"), ("version", version))).Status.ShouldBe(status);
    }

    private static string Keys(JsonNode? node) => string.Join(' ', node!.AsObject().Select(field => field.Key));

    private static Task<Reply> MoveAsync(MlflowClient mlflow, int version, string stage, bool archive = false) =>
        mlflow.PostAsync(
            "model-versions/transition-stage",
            $$"""
            {"name": "m", "version": "{{version}}", "stage": "{{stage}}", "archive_existing_versions": {{(
                archive ? "true" : "false"
            )}}}
            """
        );

    private static async Task<JsonNode> VersionAsync(MlflowClient mlflow, int version) =>
        (await mlflow.GetAsync("model-versions/get", ("name", "m"), ("version", $"{version}"))).Json["model_version"]!;

    private static async Task<long> UpdatedAsync(MlflowClient mlflow)
    {
        var model = await mlflow.GetAsync("registered-models/get", ("name", "m"));
        return model.Json["registered_model"]!["last_updated_timestamp"]!.GetValue<long>();
    }
}
