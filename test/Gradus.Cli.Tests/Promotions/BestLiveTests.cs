using System.Text.Json;

namespace Gradus.Cli.Tests.Promotions;

public sealed class BestLiveTests
{
    private const string ByAccuracy = "best m --best accuracy --to Staging --data holdout";

    [Fact]
    public async Task A_version_that_was_not_measured_is_left_out_and_told_with_what_measures_it()
    {
        await using var live = await StartAsync(2);
        var none = await live.RunAsync(ByAccuracy);
        await MeasureAsync(live, 0.9);
        await live.Worker.FailAsync(await live.Worker.GetWorkAsync(), "error", "out of memory");

        var one = await live.RunAsync(ByAccuracy);

        none.ShouldBe(
            new Cli.Outcome(
                1,
                """
                RANK  VERSION  STAGE  ACCURACY  WHY
                –     1        None             was not measured on holdout yet
                –     2        None             was not measured on holdout yet
                ✗ No version of 'm' was measured on holdout yet.
                … Left out, not measured yet: versions 1, 2.
                  → To have them measured first: gradus best m --best accuracy --to Staging --data holdout --measure

                """,
                ""
            )
        );
        one.ShouldBe(
            new Cli.Outcome(
                0,
                """
                RANK  VERSION  STAGE  ACCURACY  WHY
                1     1        None   0.9       best by accuracy (0.9)
                –     2        None             could not be measured on holdout when it was last tried: out of memory
                ✓ m/1 is the best for Staging, of the versions that were measured.
                … Left out, not measured yet: version 2.
                  → To have it measured first: gradus best m --best accuracy --to Staging --data holdout --measure

                """,
                ""
            )
        );
    }

    [Fact]
    public async Task With_measure_it_waits_for_the_workers_and_then_ranks_all()
    {
        await using var live = await StartAsync(3);
        var running = live.RunAsync($"{ByAccuracy} --measure");
        await live.Worker.MeasureAsync(await live.Worker.GetWorkAsync(), ("accuracy", 0.8));
        await live.Worker.MeasureAsync(await live.Worker.GetWorkAsync(), ("accuracy", 0.9));
        await live.Worker.FailAsync(await live.Worker.GetWorkAsync(), "error", "out of memory");

        (await running).ShouldBe(
            new Cli.Outcome(
                0,
                """
                RANK  VERSION  STAGE  ACCURACY  WHY
                1     2        None   0.9       best by accuracy (0.9)
                2     1        None   0.8       accuracy = 0.8, version 2 has 0.9
                –     3        None             could not be measured on holdout when it was last tried: out of memory
                ✓ m/2 is the best for Staging, of the versions that were measured.
                … Left out, could not be measured: version 3.

                """,
                ""
            )
        );
        (await live.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wait_that_ends_first_is_exit_code_3_with_what_is_known_so_far()
    {
        await using var live = await StartAsync(1);

        var outcome = await live.RunAsync($"{ByAccuracy} --measure --timeout 1 --json");

        outcome.ExitCode.ShouldBe(3, outcome.Error);
        JsonDocument
            .Parse(outcome.Output)
            .RootElement.GetProperty("candidates")[0]
            .GetProperty("measurement")
            .GetString()
            .ShouldBe("waiting");
    }

    [Theory]
    [InlineData(
        "best m --best accurcy --data holdout",
        "'accurcy' is not measured on data sets. Did you mean 'accuracy'?"
    )]
    [InlineData(
        "best m --best accuracy --constraint latency_p95<=5 --data holdout",
        "'latency_p95' is not measured on data sets. Did you mean 'latency_p95_ms'?"
    )]
    [InlineData("best m --best accuracy --timeout 5", "--timeout says how long --measure waits")]
    public async Task A_slip_of_the_pen_is_told_before_any_server_is_asked(string line, string complaint)
    {
        await using var live = await Live.StartAsync(0);

        var outcome = await live.RunAsync(line);

        outcome.ExitCode.ShouldBe(2);
        outcome.Complaint.ShouldStartWith(complaint);
    }

    [Fact]
    public async Task A_metric_that_was_logged_under_another_name_is_told_with_that_name()
    {
        await using var live = await Live.StartAsync(2);
        await live.RunAsync("versions log-metric m 1 accuracy=0.9");

        var outcome = await live.RunAsync("best m --best accurcy");

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldEndWith(
            "✗ No version of 'm' has 'accurcy' among its logged metrics (accuracy). Did you mean 'accuracy'?\n"
        );
    }

    [Fact]
    public async Task That_none_qualifies_is_an_answer()
    {
        await using var live = await StartAsync(1);
        await MeasureAsync(live, 0.9);

        var outcome = await live.RunAsync($"{ByAccuracy} --constraint accuracy>=0.95");

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldBe(
            """
            RANK  VERSION  STAGE  ACCURACY  WHY
            –     1        None   0.9       accuracy = 0.9; required ≥ 0.95
            ✗ No version of 'm' qualifies for Staging.

            """
        );
    }

    [Fact]
    public async Task A_misspelt_requirement_uploads_nothing_and_opens_nothing()
    {
        await using var live = await Live.StartAsync();
        var file = live.File("test.csv", "x,label\n1,0\n");

        var outcome = await live.RunAsync($"promote m/1 --to Staging --require accuraci>=0.9 --data {file}");

        outcome.ExitCode.ShouldBe(2);
        outcome.Complaint.ShouldStartWith("'accuraci' is not measured on data sets. Did you mean 'accuracy'?");
        (await live.Api.Datasets.ListAsync()).Datasets.ShouldBeEmpty();
        (await live.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
    }

    private static async Task<Live> StartAsync(int versions)
    {
        var live = await Live.StartAsync(versions);
        var file = live.File("holdout.csv", "x,label\n1,0\n");
        (await live.RunAsync($"datasets add holdout {file} --label label")).ExitCode.ShouldBe(0);
        return live;
    }

    private static async Task MeasureAsync(Live live, double accuracy)
    {
        await live.Api.Promotions.MeasureAsync("m", new("Staging", Best: "accuracy", Dataset: "holdout"));
        await live.Worker.MeasureAsync(await live.Worker.GetWorkAsync(), ("accuracy", accuracy));
    }
}
