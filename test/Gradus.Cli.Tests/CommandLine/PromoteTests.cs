using Gradus.Testing;
using Microsoft.AspNetCore.Http;

namespace Gradus.Cli.Tests.CommandLine;

public sealed class PromoteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gradus-promote-").FullName;

    private const string Line = "promote m --best accuracy --to Production --data test --require accuracy>=0.95";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_refusal_says_which_value_missed_which_bound_by_how_much()
    {
        await using var server = await FakeServer.StartAsync();
        server
            .On("POST /api/v1/models/m/promotions", Promotion(1, "Pending", open: true), 202)
            .On(
                "GET /api/v1/promotions/p1?wait_seconds=20&revision=1",
                Promotion(
                    2,
                    "Refused",
                    open: false,
                    """{"name":"accuracy","result":"Failed","message":"accuracy = 0.91; required ≥ 0.95 (missed by 0.04)","actual":0.91,"bound":0.95}""",
                    """{"gate":"accuracy","message":"accuracy = 0.91; required ≥ 0.95 (missed by 0.04)","actual":0.91,"bound":0.95,"missed_by":0.04}"""
                )
            );

        var outcome = await Cli.RunAsync(server, Line.Split(' '));

        outcome.ShouldBe(
            new Cli.Outcome(
                1,
                """
                m → Production  promotion p1
                  ✗ accuracy = 0.91; required ≥ 0.95 (missed by 0.04)
                Refused: what happened

                """,
                ""
            )
        );
        server
            .Requests.First()
            .Body.ShouldBe(
                """{"stage":"Production","best":"accuracy","dataset":"test","require":["accuracy\u003E=0.95"],"archive_existing_versions":false}"""
            );
    }

    [Fact]
    public async Task A_gate_that_could_not_be_judged_has_another_sign_than_one_that_said_no()
    {
        await using var server = await FakeServer.StartAsync();
        server
            .On("POST /api/v1/models/m/promotions", Promotion(1, "Pending", open: true), 202)
            .On(
                "GET /api/v1/promotions/p1?wait_seconds=20&revision=1",
                Promotion(
                    2,
                    "Errored",
                    open: false,
                    """{"name":"unit","result":"Error","message":"timed out"},{"name":"size","result":"Failed","message":"too big"}"""
                )
            );

        var outcome = await Cli.RunAsync(server, Line.Split(' '));

        outcome.Output.ShouldContain("  ! unit: timed out\n  ✗ size: too big\n");
    }

    [Fact]
    public async Task Gates_are_told_as_they_finish_each_once()
    {
        await using var server = await FakeServer.StartAsync();
        const string Signature = """{"name":"signature","result":"Passed","message":"fits"}""";
        const string Accuracy =
            """{"name":"accuracy","result":"Passed","message":"accuracy = 0.98; required ≥ 0.95","actual":0.98,"bound":0.95}""";
        server
            .On("POST /api/v1/models/m/promotions", Promotion(1, "Gating", open: true, Signature), 202)
            .On(
                "GET /api/v1/promotions/p1?wait_seconds=20&revision=1",
                Promotion(2, "Succeeded", open: false, $"{Signature},{Accuracy}")
            );

        var outcome = await Cli.RunAsync(server, Line.Split(' '));

        outcome.ShouldBe(
            new Cli.Outcome(
                0,
                """
                m → Production  promotion p1
                  ✓ signature: fits
                  ✓ accuracy = 0.98; required ≥ 0.95
                Succeeded: what happened

                """,
                ""
            )
        );
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_moment_does_not_end_the_wait()
    {
        await using var server = await FakeServer.StartAsync();
        var answers = 0;
        server
            .On("POST /api/v1/models/m/promotions", Promotion(1, "Gating", open: true), 202)
            .On("GET /api/v1/promotions/p1", Promotion(1, "Gating", open: true))
            .On(
                "GET /api/v1/promotions/p1?wait_seconds=20&revision=1",
                async context =>
                {
                    if (Interlocked.Increment(ref answers) == 1)
                    {
                        context.Abort();
                        return;
                    }

                    context.Response.ContentType = "application/json";
                    await context.Response.WriteAsync(Promotion(2, "Succeeded", open: false));
                }
            );

        var outcome = await Cli.RunAsync(server, Line.Split(' '));

        outcome.ExitCode.ShouldBe(0);
        outcome.Error.ShouldBeEmpty();
        answers.ShouldBe(2);
    }

    [Fact]
    public async Task Without_waiting_the_exit_code_says_that_it_is_pending()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("POST /api/v1/models/m/promotions", Promotion(1, "Pending", open: true), 202);

        var outcome = await Cli.RunAsync(server, [.. Line.Split(' '), "--no-wait"]);

        outcome.ExitCode.ShouldBe(3);
        outcome.Error.ShouldBe("It goes on by itself. Follow it with: gradus promotions show p1 --wait\n");
    }

    [Fact]
    public async Task A_wait_that_is_over_before_the_promotion_leaves_it_pending()
    {
        await using var server = await FakeServer.StartAsync();
        server
            .On("POST /api/v1/models/m/promotions", Promotion(1, "Gating", open: true), 202)
            .On(
                "GET /api/v1/promotions/p1?wait_seconds=20&revision=1",
                context => Task.Delay(Timeout.Infinite, context.RequestAborted)
            );

        var outcome = await Cli.RunAsync(server, [.. Line.Split(' '), "--timeout", "0", "--json"]);

        outcome.ExitCode.ShouldBe(3);
        outcome.Output.ShouldContain("\"phase\":\"Gating\"");
        outcome.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_csv_file_becomes_a_data_set_named_by_its_bytes()
    {
        await using var server = await FakeServer.StartAsync();
        var file = Path.Combine(_folder, "test.csv");
        await File.WriteAllTextAsync(file, "a,size,label\n1,2,0\n", TestContext.Current.CancellationToken);
        var digest = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData("a,size,label\n1,2,0\n"u8.ToArray())
        );
        server
            .On($"HEAD /api/v1/blobs/{digest}", 404)
            .On($"PUT /api/v1/blobs/{digest}", $$"""{"digest":"sha256:{{digest}}","size":12}""", 201)
            .On(
                $"PUT /api/v1/datasets/test-{digest[..12]}",
                $$"""{"name":"test-{{digest[..12]}}","digest":"sha256:{{digest}}","size":12,"label":"label","ignore":["size"],"created_by":"ann","created_at":1}"""
            )
            .On("POST /api/v1/models/m/promotions", Promotion(1, "Succeeded", open: false), 202);

        var outcome = await Cli.RunAsync(
            server,
            ["promote", "m", "--version", "2", "--to", "Staging", "--data", file, "--ignore", "size"]
        );

        outcome.ExitCode.ShouldBe(0);
        server.Requests.Last().Body.ShouldContain($"\"dataset\":\"test-{digest[..12]}\"");
    }

    private static string Promotion(int revision, string phase, bool open, string gates = "", string unmet = "") =>
        $$"""{"id":"p1","model":"m","stage":"Production","phase":"{{phase}}","revision":{{revision}},"open":{{(open ? "true" : "false")}},"outcome":"what happened","require":[],"reason":"","actor":"ann","request_id":"r","created_at":1,"updated_at":1,"candidates":[],"gates":[{{gates}}],"unmet":[{{unmet}}],"evidence":[],"origin":"person","policy_revision":1,"verifications":[]}""";
}
