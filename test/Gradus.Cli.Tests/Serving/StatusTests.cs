using System.Text.Json;
using Gradus.Testing;

namespace Gradus.Cli.Tests.Serving;

/// <summary>What is shown of what gateways said, down to the spaces.</summary>
public sealed class StatusTests
{
    // 2026-03-01 09:30:00 UTC.
    private const long Now = 1_772_357_400_000;

    private const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly string[] Line = ["status", "m", "--stage", "Production"];

    [Fact]
    public async Task A_shadow_tells_how_far_the_answers_agree()
    {
        await using var server = await ServerAsync(
            $$"""[{"gateway":"eu","report":{"answering":{{Served(1, 400, slow: 0)}},"candidate":{{Served(2, 400, 4, 0, compared: 396, agreed: 390)}},"split":"p1/1"},"reported_at":{{Now - 2_000}} }]""",
            Rollout(share: 0, isMirror: true)
        );

        var outcome = await Cli.RunAsync(server, Line);

        outcome.ShouldBe(
            new Cli.Outcome(
                0,
                """
                m in Production
                Holds it  version 2, since 2026-03-01 09:00:00.000Z by ann (promotion p1)
                Rollout   version 2: a shadow (step 1 of 3) beside version 1, since 2026-03-01 09:20:00.000Z
                GATEWAY  VERSION  IS         REQUESTS  FAILED   P95      AGREED                HEARD
                eu       1        answering  400       0        1.41 ms                        2 s ago
                eu       2        candidate  400       4 (1 %)  1.41 ms  390 of 396 (98.48 %)  2 s ago

                """,
                ""
            )
        );
    }

    [Fact]
    public async Task A_gateway_is_silent_once_it_was_not_heard_for_half_a_minute()
    {
        await using var server = await ServerAsync(
            $$"""
            [{"gateway":"a","report":{"answering":{{Served(2, 0)}}},"reported_at":{{Now - 30_000}} },
             {"gateway":"b","report":{"answering":{{Served(2, 0)}}},"reported_at":{{Now - 30_001}} },
             {"gateway":"c","report":{},"reported_at":{{Now - 7_500_000}} },
             {"gateway":"d","report":{},"reported_at":{{Now - 240_000}} },
             {"gateway":"e","report":{},"reported_at":{{Now - 90_000_000}} },
             {"gateway":"f","report":{},"reported_at":{{Now + 500}} }]
            """
        );

        var lines = (await Cli.RunAsync(server, Line)).Output.Split('\n');

        lines[3].ShouldBe("a        2        answering       0         0            30 s ago");
        lines[4].ShouldBe("b        2        answering       0         0            silent for 30 s");
        lines[5].ShouldBe("c                 nobody answers                         silent for 2 h");
        lines[6].ShouldEndWith("silent for 4 min");
        lines[7].ShouldEndWith("silent for 1 d");
        lines[8].ShouldEndWith(" 0 s ago", Case.Sensitive, "the servers' clocks differ a little");
    }

    [Fact]
    public async Task What_is_wrong_at_a_gateway_stands_whole_under_the_table()
    {
        var problem = $"cannot load version 2: {new string('x', 150)}";
        await using var server = await ServerAsync(
            $$"""[{"gateway":"eu","report":{"answering":{{Served(1, 3, failures: 1, slow: 2)}},"candidate":{{Served(2, 0)}},"split":"p1/1","problem":"{{problem}}"},"reported_at":{{Now}} }]""",
            Rollout(share: 0.5, isMirror: false, step: 2)
        );

        var outcome = await Cli.RunAsync(server, Line);

        outcome.Output.ShouldContain("version 2: 50 % of the requests (step 2 of 3) beside version 1, since 2026-03");
        outcome.Output.ShouldContain(
            "eu       1        answering                        3         1 (33.33 %)  over 13777 ms"
        );
        outcome.Output.ShouldContain("eu       2        candidate, not at this step yet  0         0");
        outcome.Output.ShouldEndWith($"\n✗ eu: {problem}\n");
    }

    [Theory]
    [InlineData(1, "below 0.01 %")]
    [InlineData(99_999, "above 99.99 %")]
    [InlineData(100_000, "100 %")]
    public async Task Few_failures_are_not_told_as_none_and_few_answers_not_either(long failures, string told)
    {
        await using var server = await ServerAsync(
            $$"""[{"gateway":"eu","report":{"answering":{{Served(2, 100_000, failures)}}},"reported_at":{{Now}} }]"""
        );

        (await Cli.RunAsync(server, Line)).Output.ShouldContain($" {failures} ({told}) ");
    }

    [Fact]
    public async Task A_program_gets_the_same_as_one_document()
    {
        await using var server = await ServerAsync(
            $$"""[{"gateway":"eu","report":{"answering":{{Served(1, 9, slow: 0)}},"candidate":{{Served(2, 3, 1, 2)}},"split":"p1/1"},"reported_at":{{Now - 60_000}} }]""",
            Rollout(share: 0.25, isMirror: false)
        );

        var outcome = await Cli.RunAsync(server, [.. Line, "--json"]);

        using var document = JsonDocument.Parse(outcome.Output);
        (
            document.RootElement.GetProperty("model").GetString(),
            document.RootElement.GetProperty("at").GetInt64()
        ).ShouldBe(("m", Now));
        var stage = document.RootElement.GetProperty("stages").EnumerateArray().ShouldHaveSingleItem();
        stage.GetProperty("stage").GetString().ShouldBe("Production");
        stage.GetProperty("holders")[0].GetProperty("version").GetInt32().ShouldBe(2);
        stage.GetProperty("rollout").GetProperty("share").GetDouble().ShouldBe(0.25);
        stage.GetProperty("promotions").GetArrayLength().ShouldBe(0);
        var gateway = stage.GetProperty("gateways").EnumerateArray().ShouldHaveSingleItem();
        gateway.GetProperty("silent").GetBoolean().ShouldBeTrue();
        gateway.GetProperty("answering").GetProperty("p95_ms").GetDouble().ShouldBe(0.25 * Math.Pow(2, 2.5), 1e-9);
        gateway.GetProperty("candidate").GetProperty("p95_ms").GetString().ShouldBe("Infinity");
        gateway.GetProperty("candidate").GetProperty("failures").GetInt64().ShouldBe(1);
    }

    private static async Task<FakeServer> ServerAsync(string gateways, string rollout = "null")
    {
        const string Version =
            "\"model\":\"m\",\"stage\":\"Production\",\"status\":\"ready\",\"description\":\"\",\"source\":\"\","
            + "\"created_by\":\"ann\",\"created_at\":0,\"updated_at\":0,\"tags\":[],\"aliases\":[]";
        var server = await FakeServer.StartAsync();
        return server
            .On(
                "GET /api/v1/models/m",
                """{"name":"m","created_at":0,"updated_at":0,"tags":[],"aliases":[],"latest_versions":[]}"""
            )
            .On("GET /api/v1/models/m/promotions?open=true", """{"promotions":[]}""")
            .On(
                "GET /api/v1/models/m/stages/Production/traffic",
                $$"""{"holder":{"version":2,{{Version}}},"rollout":{{rollout.Replace("INCUMBENT", $$"""{"version":1,{{Version}}}""", StringComparison.Ordinal)}}}"""
            )
            .On("GET /api/v1/models/m/stages/Production/gateways", $$"""{"gateways":{{gateways}}}""")
            .On(
                "GET /api/v1/models/m/stages/Production/holders",
                $$"""{"model":"m","stage":"Production","at":{{Now}},"holders":[{"id":1,"model":"m","version":2,"to":"Production","at":{{Now - 1_800_000}},"actor":"ann","reason":"","request_id":"r","promotion":"p1","kind":"promotion"}]}"""
            );
    }

    private static string Rollout(double share, bool isMirror, int step = 1) =>
        $$"""{"promotion":"p1","split":"p1/{{step}}","incumbent":INCUMBENT,"share":{{share}},"mirror":{{(isMirror ? "true" : "false")}},"step":{{step}},"steps":3,"since":{{Now - 600_000}} }""";

    // Answers of 1.2 ms, and at the end some that took longer than is counted.
    private static string Served(
        int version,
        long requests,
        long failures = 0,
        long slow = 0,
        long compared = 0,
        long agreed = 0
    )
    {
        var latency = new long[65];
        latency[10] = requests - failures - slow;
        latency[64] = slow;
        return $$"""{"version":{{version}},"digest":"{{Digest}}","traffic":{"requests":{{requests}},"failures":{{failures}},"latency":[{{string.Join(',', latency)}}],"compared":{{compared}},"agreed":{{agreed}} } }""";
    }
}
