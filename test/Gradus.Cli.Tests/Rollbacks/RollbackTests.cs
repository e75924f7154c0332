namespace Gradus.Cli.Tests.Rollbacks;

public sealed class RollbackTests
{
    [Fact]
    public async Task A_stage_goes_back_to_who_was_there_and_automation_is_held()
    {
        await using var live = await Live.StartAsync(versions: 2);
        await live.RunAsync("promote m --version 1 --to Production");
        await live.RunAsync("promote m --version 2 --to Production --archive-existing");

        var outcome = await live.RunAsync("rollback m --stage Production --reason 'errors doubled'");
        var history = await live.RunAsync("history m --version 1");
        var holds = await live.RunAsync("holds list");

        outcome.ExitCode.ShouldBe(0);
        outcome.Output.ShouldContain("✓ Version 1 of 'm' moved from Archived to Production.\n");
        outcome.Error.ShouldBe("Automatic promotion there is on hold until somebody lifts it: gradus holds list\n");
        history.Output.Split('\n')[1].ShouldContain("ROLLBACK");
        holds.Output.ShouldMatch(@"automation +m +Production ");
        (await live.StageOfAsync(1)).ShouldBe("Production");
    }

    [Fact]
    public async Task A_dry_run_says_where_it_would_go_and_moves_nothing()
    {
        await using var live = await Live.StartAsync(versions: 3);
        await live.RunAsync("promote m --version 1 --to Production");
        await live.RunAsync("promote m --version 2 --to Production --archive-existing");
        await live.RunAsync("promote m --version 3 --to Production --archive-existing");
        await live.RunAsync("rollback m --stage Production --to 1");

        var plan = await live.RunAsync("rollback m --stage Production --dry-run");
        var named = await live.RunAsync("rollback m --stage Production --to 3 --dry-run");
        var never = await live.RunAsync("rollback m --stage Staging --dry-run");
        var unknown = await live.RunAsync("rollback m --stage None --dry-run");

        plan.Output.ShouldBe(
            """
            – version 1: it holds the stage now
            – version 3: the stage was rolled back from it
            ✓ Production of m would go back to version 2; version 1 would be archived.

            """
        );
        named.Output.ShouldEndWith("✓ Production of m would go back to version 3; version 1 would be archived.\n");
        (never.ExitCode, never.Output).ShouldBe((1, "✗ Staging of m cannot be rolled back: no version will do.\n"));
        (unknown.ExitCode, unknown.Complaint).ShouldBe(
            (1, "'None' is not an active stage; there is nothing to roll back in it.")
        );
        (await live.StageOfAsync(1)).ShouldBe("Production");
        (await live.StageOfAsync(2)).ShouldBe("Archived");
    }

    [Fact]
    public async Task No_good_target_is_refused_and_nothing_moves()
    {
        await using var live = await Live.StartAsync(versions: 2);
        await live.RunAsync("promote m --version 1 --to Production");

        var outcome = await live.RunAsync("rollback m --stage Production");
        var never = await live.RunAsync("rollback m --stage Production --to 2");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldNotBeEmpty();
        never.ExitCode.ShouldBe(1);
        (await live.StageOfAsync(1)).ShouldBe("Production");
        (await live.StageOfAsync(2)).ShouldBe("None");
    }
}
