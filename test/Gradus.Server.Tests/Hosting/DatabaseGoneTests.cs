using System.Net;
using Gradus.Protocol.Models;
using Gradus.Protocol.Promotions;
using Gradus.Server.Tests.Promotions;
using Microsoft.Data.Sqlite;

namespace Gradus.Server.Tests.Hosting;

public sealed class DatabaseGoneTests
{
    private static readonly (string Method, string Path, string? Json)[] Requests =
    [
        ("GET", "/api/v1/models", null),
        ("GET", "/api/v1/models/m", null),
        ("GET", "/api/v1/models/m/versions/1", null),
        ("GET", "/api/v1/models/m/versions/1/manifest", null),
        ("GET", "/api/v1/models/m/history", null),
        ("GET", "/api/v1/stages", null),
        ("GET", "/api/v1/datasets", null),
        ("GET", "/api/v1/promotions", null),
        ("POST", "/api/v1/models", """{"name":"new"}"""),
        ("PUT", "/api/v1/models/m/tags/k", """{"value":"v"}"""),
        ("PUT", "/api/v1/models/m/aliases/a", """{"version":1}"""),
        ("POST", "/api/v1/models/m/versions", """{"source":"s3://b/2"}"""),
        ("POST", "/api/v1/models/m/versions/1/transitions", """{"stage":"Production"}"""),
        ("POST", "/api/v1/models/m/promotions", """{"stage":"Staging","version":1}"""),
        ("POST", "/api/v1/stages", """{"name":"Canary"}"""),
        ("POST", "/api/v1/work/lease", """{"worker":"w","wait_seconds":0}"""),
        ("DELETE", "/api/v1/models/m", null),
    ];

    [Fact]
    public async Task While_PostgreSQL_is_away_every_route_says_so_and_afterwards_all_is_as_before_and_works()
    {
        await using var database = await PostgresDatabaseOfTest.CreateAsync();
        await using var line = Line.To(database.Host, database.Port);
        await using var server = await TestServer.StartAsync(database: database.Through(line.Port));
        await server.RegisterAsync("m", "bytes");

        line.Cut();
        foreach (var (method, path, json) in Requests)
        {
            var answer = await server.SendAsync(method, path, json);
            answer
                .ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "unavailable")
                .Detail!.ShouldStartWith("PostgreSQL could not ");
        }

        (await server.Api.IsHealthyAsync()).ShouldBeTrue();
        line.Mend();

        var version = await server.Api.Versions.GetAsync("m", 1);
        (version.Stage, version.Aliases.Count).ShouldBe(("None", 0));
        (await server.Api.Stages.ListAsync()).Stages.Count.ShouldBe(5);
        foreach (var (method, path, json) in Requests)
        {
            var answer = await server.SendAsync(method, path, json);
            ((int)answer.Status).ShouldBeLessThan(300, $"{method} {path}: {answer.Text}");
        }
    }

    [Fact]
    public async Task A_promotion_goes_on_when_PostgreSQL_is_back()
    {
        await using var database = await PostgresDatabaseOfTest.CreateAsync();
        await using var line = Line.To(database.Host, database.Port);
        await using var server = await Registry.StartAsync(1, database: database.Through(line.Port));
        var worker = new FakeWorker(server);
        var asked = await server.AskAsync(1, require: ["accuracy>=0.9"]);
        var work = await worker.GetWorkAsync();

        line.Cut();
        (await worker.MeasureAsync(work, ("accuracy", 0.95))).ShouldBeRefused(
            HttpStatusCode.ServiceUnavailable,
            "unavailable"
        );
        await Task.Delay(1500);
        line.Mend();

        (await worker.MeasureAsync(work, ("accuracy", 0.95))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await server.EndOfAsync(asked.Id)).Phase.ShouldBe("Succeeded");
    }

    [Fact]
    public async Task A_server_does_not_start_without_its_PostgreSQL()
    {
        await using var line = Line.To("127.0.0.1", 1);
        line.Cut();

        var failure = await Should.ThrowAsync<Data.DatabaseUnavailableException>(() =>
            TestServer.StartAsync(database: $"Host=127.0.0.1;Port={line.Port};Username=nobody")
        );

        failure.Message.ShouldStartWith("PostgreSQL cannot be used: ");
    }

    [Fact]
    public async Task A_SQLite_file_that_someone_else_has_locked_is_unavailable_until_it_is_free()
    {
        await using var server = await TestServer.StartAsync();
        await server.Api.Models.CreateAsync(new CreateModelDto("m"));
        await using var other = new SqliteConnection(
            $"Data Source={Path.Join(server.Data, "gradus.db")};Pooling=False"
        );
        await other.OpenAsync();
        await using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync();

        var write = await server.SendAsync("PUT", "/api/v1/models/m/tags/k", """{"value":"v"}""");
        var asked = await server.SendAsync("GET", "/api/v1/models/m");
        await other.CloseAsync();

        write.ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "unavailable").Detail!.ShouldContain("locked");
        asked.Status.ShouldBe(HttpStatusCode.OK);
        (await server.Api.Models.GetAsync("m")).Tags.ShouldBeEmpty();
        await server.Api.Models.SetTagAsync("m", "k", "v");
        (await server.Api.Models.GetAsync("m")).Tags.ShouldBe([new TagDto("k", "v")]);
    }

    [Fact]
    public async Task A_request_and_a_promotion_on_PostgreSQL_end_as_on_SQLite()
    {
        await using var database = await PostgresDatabaseOfTest.CreateAsync();
        await using var server = await Registry.StartAsync(2, database: database.Through(database.Port));
        var worker = new FakeWorker(server);

        var asked = await server.AskAsync(null, "Production", best: "accuracy", require: ["accuracy>=0.9"]);
        foreach (var accuracy in new[] { 0.91, 0.95 })
        {
            await worker.MeasureAsync(await worker.GetWorkAsync(), ("accuracy", accuracy));
        }

        var ended = await server.EndOfAsync(asked.Id);
        ended.Phase.ShouldBe("Succeeded");
        var second = await server.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", Version: 1));
        (await server.EndOfAsync(second.Id)).Phase.ShouldBe("Succeeded");
    }
}
