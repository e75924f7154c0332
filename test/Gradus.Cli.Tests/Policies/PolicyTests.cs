using Gradus.Policies;

namespace Gradus.Cli.Tests.Policies;

public sealed class PolicyTests
{
    [Fact]
    public async Task A_plan_shows_the_changes_and_who_would_not_get_in_again_and_writes_nothing()
    {
        await using var live = await Live.StartAsync();
        (await live.RunAsync("promote m --version 1 --to Staging")).ExitCode.ShouldBe(0);
        var file = live.File(
            "gradus.yaml",
            Live.Policy.Replace("external: { check: tests }", "documentation: { description: 20 }")
        );

        var outcome = await live.RunAsync($"policy plan {file}");

        outcome.ExitCode.ShouldBe(0);
        outcome.Output.ShouldContain("  Staging: documentation (description 20) added\n");
        outcome.Output.ShouldContain("These hold a stage now and would not get in again:\n  m/1 in Staging\n    ✗ ");
        (await live.Api.Policy.GetAsync()).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task A_policy_is_applied_shown_listed_and_compared()
    {
        await using var live = await Live.StartAsync();
        var file = live.File("gradus.yaml", Live.Policy);

        var applied = await live.RunAsync($"policy apply {file} --reason 'release rules'");
        var shown = await live.RunAsync("policy show");
        var first = await live.RunAsync("policy show --revision 0");
        (await live.RunAsync("policy show 0")).ShouldBe(first);
        (await live.RunAsync("policy show one")).Complaint.ShouldStartWith("'one' is not a revision");
        (await live.RunAsync("policy show 0 --revision 1")).ExitCode.ShouldBe(2);
        var history = await live.RunAsync("policy history");
        var plan = await live.RunAsync($"policy plan {file}");
        var diff = await live.RunAsync("policy diff 0 1");
        var toFile = await live.RunAsync($"policy diff 0 {file}");

        applied.ShouldBe(new Cli.Outcome(0, $"✓ {file} is in force as revision 1 of the policy.\n", ""));
        shown.Output.ShouldBe(Live.Policy);
        shown.Error.ShouldStartWith("Revision 1, applied ");
        shown.Error.ShouldEndWith($"by {Environment.UserName}: release rules\n");
        first.Error.ShouldBe("Revision 0, what every registry begins with: nobody applied it\n");
        first.Output.ShouldBe(PolicyPresets.Find("open"));
        history.Output.Split('\n')[1].ShouldStartWith("1 ");
        history.Output.ShouldContain("release rules");
        plan.Output.ShouldBe("Nothing changes.\n");
        diff.Output.ShouldContain("  Staging: external check tests added\n");
        toFile.Output.ShouldBe(diff.Output);
    }

    [Fact]
    public async Task A_file_that_is_in_force_already_changes_nothing_and_keeps_no_reason()
    {
        await using var live = await Live.StartAsync();
        var file = live.File("gradus.yaml", Live.Policy);
        await live.RunAsync($"policy apply {file} --reason first");

        var again = await live.RunAsync($"policy apply {file} --reason second");
        var silent = await live.RunAsync($"policy apply {file}");

        var nothing = $"✓ Nothing changed: {file} is in force already, as revision 1 of the policy.";
        again.ShouldBe(new Cli.Outcome(0, $"{nothing} The reason was not kept.\n", ""));
        silent.ShouldBe(new Cli.Outcome(0, $"{nothing}\n", ""));
        (await live.Api.Policy.GetAsync()).Reason.ShouldBe("first");
    }

    [Theory]
    [InlineData("apply-policy], to: [root", "'ann' cannot apply a policy any more; who can: root.")]
    [InlineData("apply-policy], to: [chiefs", "'ann' cannot apply a policy any more; who can: root, eve.")]
    [InlineData("apply-policy], to: [ann", null)]
    public async Task Who_locks_themselves_out_is_warned_by_the_plan_and_when_it_is_done(string grant, string? warning)
    {
        await using var live = await Live.StartAsync();
        var file = live.File(
            "gradus.yaml",
            $$"""
            version: 1
            roles: { chiefs: [root, eve] }
            permissions: [{ allow: [{{grant}}] }]
            """
        );

        foreach (var verb in (string[])["plan", "apply"])
        {
            var outcome = await live.RunAsync($"policy {verb} {file}", new() { ["GRADUS_USER"] = "ann" });

            outcome.ExitCode.ShouldBe(0);
            outcome.Error.ShouldBe(warning is null ? "" : $"Warning: Once this is in force {warning}\n");
        }
    }

    [Fact]
    public async Task A_file_with_a_problem_leaves_the_old_policy_in_force()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var file = live.File("gradus.yaml", "version: 1\nmode: strict\n");

        var outcome = await live.RunAsync($"policy apply {file}");

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldStartWith($"{file}:2:7: ");
        (await live.Api.Policy.GetAsync()).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_tells_what_a_policy_would_have_blocked()
    {
        await using var live = await Live.StartAsync();
        await live.RunAsync("promote m --version 1 --to Staging");
        var (strict, same) = (live.File("strict.yaml", Live.Policy), live.File("open.yaml", "version: 1\n"));

        var changed = await live.RunAsync($"policy test {strict}");
        var failing = await live.RunAsync($"policy test {strict} --fail-on-change");
        var unchanged = await live.RunAsync($"policy test {same} --fail-on-change");

        changed.ExitCode.ShouldBe(0);
        changed.Output.ShouldContain("✗ would be blocked      m/1 → Staging  promotion ");
        changed.Output.ShouldEndWith("1 promotion replayed, 1 would be decided otherwise.\n");
        failing.ExitCode.ShouldBe(1);
        unchanged.ShouldBe(new Cli.Outcome(0, "1 promotion replayed, 0 would be decided otherwise.\n", ""));
    }

    [Fact]
    public async Task A_revision_that_never_was_is_one_line()
    {
        await using var live = await Live.StartAsync();

        var outcome = await live.RunAsync("policy show --revision 9");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldContain("9");
    }
}
