namespace Gradus.Cli.Tests.Gates;

public sealed class WaiverTests
{
    [Fact]
    public async Task A_gate_is_waived_until_a_time_and_the_waiver_can_be_taken_back()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var waived = await live.RunAsync("waive m/1 --to Staging --gate 'check tests' --reason 'ticket 9' --for 7d");
        var free = await live.RunAsync("why m/1 --to Staging");
        var waiver = (await live.Api.Gates.ListWaiversAsync("m")).Waivers.ShouldHaveSingleItem();
        var list = await live.RunAsync("waivers list m");
        var revoked = await live.RunAsync($"waivers revoke {waiver.Id}");
        var blocked = await live.RunAsync("why m/1 --to Staging");

        waived.Output.ShouldStartWith("✓ 'check tests' is waived for m/1 into Staging until ");
        free.ExitCode.ShouldBe(0);
        (waiver.ExpiresAt - waiver.CreatedAt).ShouldBeInRange(7 * 86_400_000L - 60_000, 7 * 86_400_000L + 60_000);
        list.Output.ShouldContain("ticket 9");
        revoked.Output.ShouldBe("✓ 'check tests' is asked of m/1 again before Staging.\n");
        blocked.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_check_is_waived_under_the_name_it_is_reported_by()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var waived = await live.RunAsync("waive m/1 --to Staging --gate tests --reason r --for 1d");
        var unknown = await live.RunAsync("waive m/1 --to Staging --gate 'check test' --reason r --for 1d");

        waived.Output.ShouldStartWith("✓ 'check tests' is waived for m/1 into Staging until ");
        unknown.Complaint.ShouldBe(
            "'Staging' has no gate 'check test'. Did you mean 'check tests'? Its gates: signature, check tests."
        );
    }

    [Fact]
    public async Task What_cannot_be_waived_is_one_line()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var version = await live.RunAsync("waive m/9 --to Staging --gate g --reason r --for 1d");
        var id = await live.RunAsync("waivers revoke nothing");

        (version.ExitCode, id.ExitCode).ShouldBe((1, 1));
        version.Complaint.ShouldContain("9");
        id.Complaint.ShouldContain("nothing");
    }
}
