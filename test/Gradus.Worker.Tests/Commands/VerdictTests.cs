namespace Gradus.Worker.Commands;

/// <summary>What a command's end and its report come to.</summary>
public sealed class VerdictTests : CommandTests
{
    [Fact]
    public async Task Exit_code_0_is_passed()
    {
        var outcome = await ShellAsync("echo all is well");

        outcome.Outcome.ShouldBe("passed");
        outcome.Reason.ShouldBeNull();
        outcome.Finding!.Log.ShouldBe("all is well\n");
        outcome.Finding.Metrics.ShouldBeEmpty();
        outcome.Finding.FinishedAt.ShouldBeGreaterThanOrEqualTo(outcome.Finding.StartedAt);
    }

    [Theory]
    [InlineData("echo too slow >&2; exit 1", "failed", "exit code 1: too slow")]
    [InlineData("exit 1", "failed", "exit code 1")]
    [InlineData("echo too few examples; exit 2", "inconclusive", "exit code 2: too few examples")]
    [InlineData("echo oops; exit 3", "error", "The command ended with exit code 3, which is no verdict: oops")]
    [InlineData("exit 255", "error", "The command ended with exit code 255, which is no verdict")]
    [InlineData("kill -SEGV $$", "error", "The command died of signal 11")]
    [InlineData(
        "kill -KILL $$",
        "error",
        "The command died of signal 9 (killed), perhaps because the machine ran out of memory"
    )]
    [InlineData("kill -PIPE $$", "error", "The command died of signal 13")]
    public async Task Every_other_end_says_what_it_means(string script, string verdict, string reason)
    {
        var outcome = await ShellAsync(script);

        (outcome.Outcome, outcome.Reason).ShouldBe((verdict, reason));
        outcome.Finding.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("passed", "0", "passed", "fine")]
    [InlineData("failed", "1", "failed", "fine")]
    [InlineData("inconclusive", "2", "inconclusive", "fine")]
    [InlineData("failed", "0", "failed", "fine (exit code 0 says passed)")]
    [InlineData("inconclusive", "0", "inconclusive", "fine (exit code 0 says passed)")]
    [InlineData("passed", "1", "failed", "exit code 1 (the report says passed: fine)")]
    [InlineData("passed", "2", "inconclusive", "exit code 2 (the report says passed: fine)")]
    [InlineData("failed", "2", "failed", "fine (exit code 2 says inconclusive)")]
    [InlineData("passed", "9", "error", "The command ended with exit code 9, which is no verdict")]
    public async Task Of_report_and_exit_code_the_worse_counts(
        string said,
        string exitCode,
        string verdict,
        string reason
    )
    {
        var outcome = await ShellAsync(
            $$$"""echo '{"verdict":"{{{said}}}","summary":"fine","metrics":{"score":0.5}}' > "$REPORT_PATH"; exit {{{exitCode}}}""",
            "json"
        );

        (outcome.Outcome, outcome.Reason).ShouldBe((verdict, reason));
        outcome.Finding!.Metrics.GetValueOrDefault("score", -1).ShouldBe(exitCode == "9" ? -1 : 0.5);
    }

    [Fact]
    public async Task A_JUnit_report_names_the_tests_that_failed()
    {
        var outcome = await ShellAsync(
            """
            cat > "$REPORT_PATH" <<'XML'
            <testsuites><testsuite name="a" time="1.5"><testcase name="test_a"/>
            <testcase name="test_b"><failure message="no">trace</failure></testcase></testsuite></testsuites>
            XML
            exit 1
            """,
            "junit"
        );

        (outcome.Outcome, outcome.Reason).ShouldBe(("failed", "1 of 2 tests failed: test_b"));
        outcome.Finding!.Metrics["tests"].ShouldBe(2);
        outcome.Finding.Metrics["duration"].ShouldBe(1.5);
    }

    [Theory]
    [InlineData("exit 0", "The report at REPORT_PATH is missing; the command ended with exit code 0.")]
    [InlineData("exit 1", "The report at REPORT_PATH is missing; the command ended with exit code 1.")]
    [InlineData(": > $REPORT_PATH", "The report at REPORT_PATH is empty; the command ended with exit code 0.")]
    [InlineData(
        "ln -s /etc/passwd $REPORT_PATH",
        "The report at REPORT_PATH is a link; the command ended with exit code 0."
    )]
    [InlineData("mkfifo $REPORT_PATH", "The report at REPORT_PATH is empty; the command ended with exit code 0.")]
    [InlineData("mkdir $REPORT_PATH", "The report at REPORT_PATH is missing; the command ended with exit code 0.")]
    [InlineData(
        "head -c 2000000 /dev/zero > $REPORT_PATH",
        "The report at REPORT_PATH has 2000000 bytes; at most 1048576 bytes are read; the command ended with exit code 0."
    )]
    [InlineData(
        "echo '{\"verdict\":\"ok\"}' > $REPORT_PATH",
        "The report at REPORT_PATH says 'ok'; a verdict is passed, failed or inconclusive; the command ended with exit code 0."
    )]
    public async Task A_report_that_was_promised_and_cannot_be_read_is_an_error(string script, string reason)
    {
        var outcome = await ShellAsync(script, "json");

        (outcome.Outcome, outcome.Reason).ShouldBe(("error", reason));
    }

    [Fact]
    public async Task A_report_that_was_not_promised_is_not_read() =>
        (await ShellAsync("echo '{\"verdict\":\"failed\"}' > $REPORT_PATH")).Outcome.ShouldBe("passed");
}
