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
