namespace Gradus.Cli.Tests.Holds;

public sealed class HoldTests
{
    [Fact]
    public async Task The_beginning_of_an_id_is_enough_while_it_is_clear_which_is_meant()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        await live.RunAsync("holds put m --reason one");
        await live.RunAsync("stop --reason two");
        var holds = (await live.Api.Holds.ListAsync()).Holds;
        var id = holds[0].Id;
        var common = string.Concat(
            id.Zip(holds[1].Id).TakeWhile(two => two.First == two.Second).Select(two => two.First)
        );
        common.Length.ShouldBeGreaterThanOrEqualTo(8, "both were put within a minute");

        var several = await live.RunAsync($"holds lift {common}");
        var none = await live.RunAsync("holds lift 00000000");
        var tooShort = await live.RunAsync($"holds lift {id[..7]}");
        (await live.Api.Holds.ListAsync()).Holds.Count.ShouldBe(2);
        var one = await live.RunAsync($"holds lift {id[..(common.Length + 1)]}");

        several.Complaint.ShouldStartWith($"Several ids begin with '{common}': ");
        (none.ExitCode, tooShort.ExitCode, one.ExitCode).ShouldBe((1, 1, 0));
        tooShort.Complaint.ShouldStartWith(
            $"'{id[..7]}' is no id: write all of it, or at least its first 8 characters."
        );
        (await live.Api.Holds.ListAsync()).Holds.ShouldHaveSingleItem().Id.ShouldBe(holds[1].Id);
    }

    [Fact]
    public async Task So_it_is_of_promotions_and_of_waivers()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var promotion = (await live.WaitingAsync(1)).Id;
        await live.RunAsync("waive m/1 --to Staging --gate tests --reason r --for 1d");
        var waiver = (await live.Api.Gates.ListWaiversAsync("m")).Waivers.ShouldHaveSingleItem().Id;

        var shown = await live.RunAsync($"promotions show {promotion[..8]}");
        var said = await live.RunAsync($"comment {promotion[..8]} hello");
        var cancelled = await live.RunAsync($"promotions cancel {promotion[..8]}");
        var revoked = await live.RunAsync($"waivers revoke {waiver[..8]}");

        (shown.ExitCode, said.ExitCode, cancelled.ExitCode, revoked.ExitCode).ShouldBe((0, 0, 0, 0));
        (await live.Api.Promotions.GetAsync(promotion)).Phase.ShouldBe("Cancelled");
    }

    [Fact]
    public async Task A_hold_on_automation_is_put_listed_and_lifted()
    {
        await using var live = await Live.StartAsync();

        var put = await live.RunAsync("holds put m --stage Production --reason 'release week'");
        var id = (await live.Api.Holds.ListAsync()).Holds.ShouldHaveSingleItem().Id;
        var list = await live.RunAsync("holds list");
        var lifted = await live.RunAsync($"holds lift {id}");

        put.Output.ShouldBe($"✓ Automatic promotion of 'm' into Production is on hold (hold {id}).\n");
        list.Output.ShouldMatch($@"{id} +automation +m +Production .* release week");
        lifted.Output.ShouldBe("✓ The hold on 'm' into Production is lifted.\n");
        (await live.RunAsync("holds list")).Output.ShouldBe("Nothing is on hold.\n");
        (await live.RunAsync("holds list --all")).Output.ShouldContain(id);
    }

    [Fact]
    public async Task A_stopped_line_lets_nothing_through_until_it_is_resumed()
    {
        await using var live = await Live.StartAsync();

        var stopped = await live.RunAsync("stop m --stage Staging --reason 'incident 17'");
        var why = await live.RunAsync("why m/1 --to Staging");
        var resumed = await live.RunAsync("resume m --stage Staging");
        var free = await live.RunAsync("why m/1 --to Staging");

        stopped.Output.ShouldStartWith("✓ The line is stopped for 'm' into Staging (hold ");
        why.ExitCode.ShouldBe(1);
        why.Output.ShouldContain("incident 17");
        resumed.Output.ShouldBe("✓ The line goes on for 'm' into Staging.\n");
        free.ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("stop --reason r", "gradus resume")]
    [InlineData("stop m --reason r", "gradus resume m")]
    [InlineData("stop m --stage Staging --reason r", "gradus resume m --stage Staging")]
    [InlineData("stop --stage Staging --reason r", "gradus resume --stage Staging")]
    public async Task What_a_stop_says_lifts_it_does(string stop, string resume)
    {
        await using var live = await Live.StartAsync();

        var stopped = await live.RunAsync(stop);
        var words = stopped.Output.TrimEnd().Split("To go on: ")[1];
        var resumed = await live.RunAsync(words["gradus ".Length..]);

        words.ShouldBe(resume);
        resumed.ExitCode.ShouldBe(0);
        (await live.Api.Holds.ListAsync()).Holds.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_stop_of_the_same_says_that_there_is_one_and_how_itself_is_lifted()
    {
        await using var live = await Live.StartAsync();
        await live.RunAsync("stop m --reason 'incident 17'");

        var second = await live.RunAsync("stop m --reason 'incident 18'");
        var lifted = await live.RunAsync(second.Output.TrimEnd().Split(": gradus ")[1]);

        second.Output.ShouldContain("It was stopped already (1 before this)");
        lifted.ExitCode.ShouldBe(0);
        (await live.Api.Holds.ListAsync()).Holds.ShouldHaveSingleItem().Reason.ShouldBe("incident 17");
    }

    [Fact]
    public async Task Only_the_stop_that_was_put_with_the_same_words_is_resumed()
    {
        await using var live = await Live.StartAsync();
        await live.RunAsync("stop --reason 'everything'");

        var other = await live.RunAsync("resume m");
        (await live.RunAsync("stop --reason 'again'")).ExitCode.ShouldBe(0);
        var several = await live.RunAsync("resume");

        other.ExitCode.ShouldBe(1);
        other.Complaint.ShouldBe(
            "The line is not stopped for 'm' into every stage. To lift that on all models into every stage (everything): gradus resume"
        );
        several.ExitCode.ShouldBe(1);
        several.Complaint.ShouldStartWith(
            "2 stops are on all models into every stage; each is lifted by itself. To lift "
        );
        (await live.Api.Holds.ListAsync()).Holds.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("resume")]
    [InlineData("resume m")]
    public async Task Whatever_a_refused_resume_suggests_lifts_a_stop(string resume)
    {
        await using var live = await Live.StartAsync();
        await live.RunAsync("stop --reason everything");
        await live.RunAsync("stop --reason again");
        await live.RunAsync("stop m --stage Staging --reason 'one model'");

        var refused = await live.RunAsync(resume);
        var suggested = refused.Complaint.Split("gradus ")[1..].Select(command => command.Split(';')[0]).ToList();

        suggested.Count.ShouldBe(resume == "resume" ? 2 : 3);
        foreach (var command in suggested)
        {
            (await live.RunAsync(command)).ExitCode.ShouldBe(0, command);
        }

        (await live.Api.Holds.ListAsync()).Holds.Count.ShouldBe(3 - suggested.Count);
    }

    [Fact]
    public async Task What_is_not_there_is_one_line()
    {
        await using var live = await Live.StartAsync();

        (await live.RunAsync("resume")).Complaint.ShouldBe("The line is not stopped.");
        (await live.RunAsync("holds lift nothing")).Complaint.ShouldBe("There is no hold 'nothing'.");
        (await live.RunAsync("stop ghost --reason r")).Complaint.ShouldContain("ghost");
        (await live.RunAsync("holds put --stage Nowhere --reason r")).Complaint.ShouldContain("Nowhere");
    }
}
