using Gradus.Testing;

namespace Gradus.Cli.Tests.Comparisons;

public sealed class CompareTests
{
    private const string Head = "\"model\":\"m\",\"candidate\":2,\"incumbent\":1,\"dataset\":\"d\",\"confidence\":0.95";

    private const string Curves = """{"roc":[],"reliability":[],"confusion":[]}""";

    private const string Compared = $$"""
        {"state":"compared",{{Head}},"report":{"task":"classification","examples":899,"confidence":0.95,"resamples":10000,"seed":1,"classes":["0","1"],
        "metrics":[{"metric":"accuracy","candidate":0.9,"incumbent":0.95,"difference":-0.05,"lower":-0.06,"upper":-0.04},
        {"metric":"log_loss","candidate":0.2,"incumbent":0.3,"difference":-0.1,"lower":-0.3,"upper":0.1},
        {"metric":"roc_auc","candidate":"NaN","incumbent":"NaN","difference":"NaN","lower":"NaN","upper":"NaN"} ],
        "only_candidate":5,"only_incumbent":50,"exact_p":0.00001,"mid_p":0.00001,"detectable":0.02,
        "candidate":{{Curves}} ,"incumbent":{{Curves}} ,
        "slices":[{"column":"region","value":"north","examples":90,"candidate":0.5,"incumbent":0.9,"p_value":0.001,"adjusted_p":0.002},
        {"column":"region","value":"south","examples":90,"candidate":0.9,"incumbent":0.9,"p_value":1,"adjusted_p":1}],"lost":[3]} }
        """;

    [Fact]
    public async Task A_page_that_cannot_be_written_is_refused_before_anything_is_asked_for()
    {
        await using var server = await FakeServer.StartAsync();

        var outcome = await Cli.RunAsync(
            server,
            "compare",
            "m/2",
            "--with",
            "1",
            "--data",
            "d",
            "--html",
            "/nowhere/x.html"
        );

        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldStartWith("--html cannot write '/nowhere/x.html': there is no folder '/nowhere'.");
    }

    [Fact]
    public async Task What_differs_is_told_with_how_sure_that_is()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("POST /api/v1/models/m/comparisons", Compared);

        var outcome = await Cli.RunAsync(server, "compare", "m/2", "--with", "1", "--data", "d");

        outcome.ShouldBe(
            new Cli.Outcome(
                0,
                """
                m: version 2 beside version 1, on d (899 examples)
                METRIC    V2   V1    DIFFERENCE  INTERVAL       SAYS
                accuracy  0.9  0.95  −0.05       −0.06 … −0.04  worse
                log_loss  0.2  0.3   −0.1        −0.3 … +0.1    does not tell

                Right on version 2 only: 5; on version 1 only: 50. McNemar's mid-p: below 0.0001.
                Where region is north: 50.0 % right instead of 90.0 % (90 examples).

                """,
                ""
            )
        );
        server.Requests.Single().Body.ShouldBe("""{"candidate":2,"incumbent":1,"dataset":"d","confidence":0.95}""");
    }

    [Fact]
    public async Task Of_numbers_it_is_told_which_are_nearer_and_what_has_no_meaning()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "POST /api/v1/models/m/comparisons",
            $$"""
            {"state":"compared",{{Head}},"report":{"task":"ranking","examples":120,"confidence":0.95,"resamples":10000,"seed":1,"classes":[],
            "metrics":[{"metric":"ndcg","candidate":0.8,"incumbent":0.7,"difference":0.1,"lower":0.05,"upper":0.15}],
            "candidate":{{Curves}} ,"incumbent":{{Curves}} ,
            "slices":[{"column":"kind","value":"shoes","examples":60,"candidate":0.6,"incumbent":0.8,"p_value":0.001,"adjusted_p":0.002}],"lost":[]} }
            """
        );

        var outcome = await Cli.RunAsync(server, "compare", "m/2", "--with", "1", "--data", "d");

        outcome.ShouldBe(
            new Cli.Outcome(
                0,
                """
                m: version 2 beside version 1, on d (120 queries)
                METRIC  V2   V1   DIFFERENCE  INTERVAL       SAYS
                ndcg    0.8  0.7  +0.1        +0.05 … +0.15  better

                McNemar's test and ROC curves are of answers that are right or wrong; these are numbers.
                Where kind is shoes: ndcg 0.6 instead of 0.8 (60 queries).

                """,
                ""
            )
        );
    }

    [Fact]
    public async Task It_waits_for_workers_and_asks_for_what_is_lacking_then()
    {
        await using var server = await FakeServer.StartAsync();
        server.On("POST /api/v1/models/m/comparisons", $$"""{"state":"waiting",{{Head}}}""");
        server.On(
            "GET /api/v1/models/m/comparisons?candidate=2&incumbent=1&dataset=d&confidence=0.99",
            $$"""{"state":"missing",{{Head}}}"""
        );

        var outcome = await Cli.RunAsync(
            server,
            "compare m/2 --with 1 --data d --confidence 99% --timeout 2s".Split(' ')
        );

        outcome.ExitCode.ShouldBe(3);
        outcome.Output.ShouldBe("m: version 2 beside version 1: workers have not come that far yet; ask again.\n");
        server
            .Requests.Count(request => request.Line.StartsWith("POST", StringComparison.Ordinal))
            .ShouldBeGreaterThan(1);
        server.Requests.ShouldContain(request => request.Line.Contains("confidence=0.99", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_compared_is_said_with_its_reason()
    {
        await using var server = await FakeServer.StartAsync();
        server.On(
            "POST /api/v1/models/m/comparisons",
            $$"""{"state":"failed","reason":"the candidate does not fit d: it takes 3 features",{{Head}}}"""
        );

        var outcome = await Cli.RunAsync(server, "compare", "m/2", "--with", "1", "--data", "d");

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldBe(
            "m: version 2 beside version 1 cannot be compared: the candidate does not fit d: it takes 3 features.\n"
        );
    }

    [Theory]
    [InlineData(
        "compare m/2 --with 1 --data d --confidence much",
        "--confidence must be a share such as 95%, not 'much'."
    )]
    [InlineData("compare m/2 --data d", "--with")]
    public async Task A_wrong_line_is_refused_before_anything_is_asked(string line, string sentence)
    {
        await using var server = await FakeServer.StartAsync();

        var outcome = await Cli.RunAsync(server, line.Split(' '));

        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(sentence);
        server.Requests.ShouldBeEmpty();
    }
}
