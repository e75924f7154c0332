namespace Gradus.Cli.Tests.Approvals;

public sealed class ApprovalTests
{
    [Fact]
    public async Task An_approval_shows_what_is_approved_and_lets_the_version_in()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var promotion = await live.WaitingAsync(1);

        var inbox = await live.RunAsync("approvals");
        var approved = await live.RunAsync("approve m/1 --to Production --comment 'looks right'");
        var shown = await live.RunAsync($"promotions show {promotion.Id} --wait");
        var whole = await live.RunAsync($"promotions show {promotion.Id}");

        inbox.Output.ShouldContain(promotion.Id);
        approved.ExitCode.ShouldBe(0);
        approved.Output.ShouldStartWith($"m/1 → Production  promotion {promotion.Id}\n");
        approved.Output.ShouldContain($"Binding          {promotion.Binding}\n");
        approved.Output.ShouldContain("Policy revision  1\n");
        approved.Output.ShouldContain("✓ Approved: 1 of 1 given. Succeeded: Version 1 is now in Production.\n");
        shown.ExitCode.ShouldBe(0);
        (await live.StageOfAsync(1)).ShouldBe("Production");
        whole.Output.ShouldContain("Policy revision  1\n");
        whole.Output.ShouldMatch(@"approve +yes +looks right\n");
    }

    [Fact]
    public async Task What_is_sent_is_the_binding_that_was_shown()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var promotion = await live.WaitingAsync(1);

        await live.RunAsync($"approve {promotion.Id}");

        var said = await live.Api.Promotions.ApprovalsAsync(promotion.Id);
        said.Approvals.ShouldHaveSingleItem().Binding.ShouldBe(promotion.Binding);
    }

    [Fact]
    public async Task A_rejection_ends_it_and_says_who_and_why()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var promotion = await live.WaitingAsync(1);

        var rejected = await live.RunAsync($"reject {promotion.Id} --comment 'drifts'");
        var shown = await live.RunAsync($"promotions show {promotion.Id} --wait");

        rejected.ExitCode.ShouldBe(0);
        shown.ExitCode.ShouldBe(1);
        shown.Output.ShouldContain($"Refused: Rejected by {Environment.UserName}: drifts.");
        shown.Error.ShouldBe("What would unblock it: gradus why m/1 --to Production\n");
        (await live.StageOfAsync(1)).ShouldBe("None");
    }

    [Fact]
    public async Task Why_speaks_of_the_promotion_that_is_open_on_whatever_terms()
    {
        const string policy = "version: 1\nstages: [{ name: Production, approvals: { required: 1 } }]";
        await using var live = await Live.StartAsync(policy: policy);
        var asked = await live.RunAsync("promote m/1 --to Production --archive-existing --no-wait --json");

        var told = await live.RunAsync("why m/1 --to Production");

        asked.ExitCode.ShouldBe(3, asked.Error);
        told.ExitCode.ShouldBe(1);
        told.Output.ShouldMatch("^✗ needs 1 approval of 1  → Approve with: gradus approve [0-9a-f]{32}\n$");
    }

    [Fact]
    public async Task A_comment_is_read_by_all_and_counts_for_nothing()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var promotion = await live.WaitingAsync(1);

        var comment = await live.RunAsync("comment m/1 'wait for me'");
        var shown = await live.RunAsync($"promotions show {promotion.Id}");

        comment.ShouldBe(new Cli.Outcome(0, $"✓ Noted on promotion {promotion.Id}.\n", ""));
        shown.Output.ShouldContain("Approvals  0 of 1 given\n");
        shown.Output.ShouldContain("wait for me");
    }

    [Fact]
    public async Task What_has_ended_can_be_neither_approved_nor_withdrawn()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var promotion = await live.WaitingAsync(1);
        await live.RunAsync($"promotions cancel {promotion.Id}");

        foreach (var word in (string[])["approve", "reject", "withdraw"])
        {
            var outcome = await live.RunAsync($"{word} {promotion.Id}");
            outcome.ExitCode.ShouldBe(1, word);
            outcome.Error.ShouldContain("has ended", Case.Sensitive, word);
        }

        (await live.RunAsync("approve m/1")).Complaint.ShouldBe(
            "No promotion of m/1 is open. Those that are: gradus promotions list m --open"
        );
        (await live.RunAsync("approvals")).Output.ShouldBe("No promotion waits for approval.\n");
    }

    [Fact]
    public async Task A_word_can_be_taken_back()
    {
        await using var live = await Live.StartAsync(
            policy: Live.Policy.Replace("required: 1", "required: 2", StringComparison.Ordinal)
        );
        var promotion = await live.WaitingAsync(1);

        var approved = await live.RunAsync($"approve {promotion.Id}");
        var withdrawn = await live.RunAsync($"withdraw {promotion.Id}");

        approved.Output.ShouldEndWith(
            "✓ Approved: 1 of 2 given. AwaitingApproval: Waiting for 1 more approval of 2.\n"
        );
        withdrawn.Output.ShouldBe(
            $"✓ Withdrawn. Approvals of promotion {promotion.Id}: 0 of 2 given. AwaitingApproval: Waiting for 2 approvals of 2.\n"
        );
    }
}
