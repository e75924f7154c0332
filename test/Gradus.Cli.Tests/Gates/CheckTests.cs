namespace Gradus.Cli.Tests.Gates;

public sealed class CheckTests
{
    [Fact]
    public async Task A_report_lets_the_version_through_and_is_listed()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var failed = await live.RunAsync("check report m/1 --name tests --failed --summary '3 of 210 failed'");
        var blocked = await live.RunAsync("why m/1 --to Staging");
        var passed = await live.RunAsync(
            "check report m --version 1 --name tests --passed --url https://ci.example.org/7"
        );
        var free = await live.RunAsync("why m/1 --to Staging");
        var list = await live.RunAsync("check list m/1");

        failed.Output.ShouldStartWith("✓ 'tests' failed on m/1 (");
        blocked.ExitCode.ShouldBe(1);
        passed.ExitCode.ShouldBe(0);
        free.ExitCode.ShouldBe(0);
        list.Output.Split('\n')[1].ShouldMatch(@"^tests +passed .* https://ci\.example\.org/7$");
        list.Output.Split('\n')[2].ShouldContain("3 of 210 failed");
    }

    [Fact]
    public async Task A_report_on_other_bytes_is_refused()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var outcome = await live.RunAsync(
            $"check report m/1 --name tests --passed --digest sha256:{new string('0', 64)}"
        );

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldNotBeEmpty();
        (await live.Api.Gates.ListChecksAsync("m", 1)).Checks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("tests", "")]
    [InlineData(
        "test",
        "Note: no gate of the policy waits for a check 'test' of 'm'. Did you mean 'tests'? It has gates for: tests.\n"
    )]
    [InlineData("lint", "Note: no gate of the policy waits for a check 'lint' of 'm'. It has gates for: tests.\n")]
    public async Task A_report_that_no_gate_waits_for_is_kept_and_that_is_said(string name, string note)
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var outcome = await live.RunAsync($"check report m/1 --name {name} --passed");

        outcome.ExitCode.ShouldBe(0);
        outcome.Error.ShouldBe(note);
        (await live.Api.Gates.ListChecksAsync("m", 1)).Checks.ShouldHaveSingleItem().Name.ShouldBe(name);
    }

    [Theory]
    [InlineData(
        "GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=a/b GITHUB_RUN_ID=7",
        "https://github.com/a/b/actions/runs/7"
    )]
    [InlineData("CI_JOB_URL=https://gitlab.com/j/1", "https://gitlab.com/j/1")]
    [InlineData("BUILD_URL=https://jenkins/job/1/", "https://jenkins/job/1/")]
    [InlineData(
        "SYSTEM_COLLECTIONURI=https://dev.azure.com/o/ SYSTEM_TEAMPROJECT=p BUILD_BUILDID=9",
        "https://dev.azure.com/o/p/_build/results?buildId=9"
    )]
    [InlineData("GITHUB_SERVER_URL=https://github.com", "")]
    public async Task The_run_that_it_is_part_of_is_where_it_can_be_read_up(string variables, string url)
    {
        await using var live = await Live.StartAsync();
        var environment = variables.Split(' ').Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);

        await live.RunAsync("check report m/1 --name tests --passed", environment);

        (await live.Api.Gates.ListChecksAsync("m", 1)).Checks.ShouldHaveSingleItem().Url.ShouldBe(url);
    }
}
