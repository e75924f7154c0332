namespace Gradus.Cli.Tests.Versions;

public sealed class MetricTests
{
    [Fact]
    public async Task Metrics_are_logged_and_shown()
    {
        await using var live = await Live.StartAsync();

        var logged = await live.RunAsync("versions log-metric m 1 accuracy=0.97 drift=NaN");
        var shown = await live.RunAsync("versions metrics m 1");

        logged.ShouldBe(new Cli.Outcome(0, "✓ Logged accuracy, drift for m/1.\n", ""));
        shown.Output.Split('\n')[1].ShouldStartWith("accuracy  0.97 ");
        shown.Output.Split('\n')[2].ShouldStartWith("drift     NaN ");
    }

    [Fact]
    public async Task A_version_that_is_not_there_has_none_and_gets_none()
    {
        await using var live = await Live.StartAsync();

        (await live.RunAsync("versions log-metric m 9 a=1")).ExitCode.ShouldBe(1);
        (await live.RunAsync("versions metrics m 9")).ExitCode.ShouldBe(1);
        (await live.RunAsync("versions metrics m 1")).Output.ShouldBe("No metric was logged.\n");
    }

    [Fact]
    public async Task A_version_whose_standing_nobody_took_is_not_reinstated()
    {
        await using var live = await Live.StartAsync();

        var outcome = await live.RunAsync("versions reinstate m 1 --reason sound");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldBe("The standing of version 1 of 'm' is not revoked.");
    }
}
