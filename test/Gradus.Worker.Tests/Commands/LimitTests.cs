using System.Globalization;
using Gradus.Isolation;

namespace Gradus.Worker.Commands;

/// <summary>Commands that take too long, too much, or leave something running.</summary>
public sealed class LimitTests : CommandTests
{
    [Fact]
    public async Task A_command_that_takes_too_long_is_ended_with_all_it_started_and_its_lease_is_kept()
    {
        // It does not listen, and its child has left for a session of its own.
        var work = Server.Offer(
            Describe("trap '' TERM INT HUP; setsid sleep 3600 & echo $! ; while :; do sleep 1; done", timeoutSeconds: 4)
        );

        var (_, outcome) = await Server.NextOutcomeAsync();

        (outcome.Outcome, outcome.Reason).ShouldBe(("error", "The command was ended after 4 s without finishing."));
        ShouldBeGone(outcome.Finding!.Log!);
        Server.HeartbeatsOf(work).ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task What_a_command_leaves_running_is_ended_with_it()
    {
        var outcome = await ShellAsync(
            "sleep 3600 & echo $!; setsid sleep 3600 & echo $!; (setsid sh -c 'sleep 3600 & echo $!; exec sleep 3600' &) ; sleep 0.3"
        );

        outcome.Outcome.ShouldBe("passed", outcome.Reason);
        ShouldBeGone(outcome.Finding!.Log!).ShouldBe(3);
    }

    [Fact]
    public async Task An_orphan_that_cleans_its_environment_is_ended_too()
    {
        var outcome = await ShellAsync("env -i setsid /bin/sleep 3600 & echo $!; sleep 0.3");

        ShouldBeGone(outcome.Finding!.Log!).ShouldBe(1);
    }

    [Fact]
    public async Task A_command_that_ends_its_whole_group_ends_only_itself() =>
        (await ShellAsync("trap 'exit 1' TERM; kill 0; sleep 60")).Outcome.ShouldBe("failed");

    [Fact]
    public async Task A_command_that_kills_its_supervisor_is_an_error_and_leaves_nothing()
    {
        var outcome = await ShellAsync("echo $$; sleep 0.2; kill -9 $PPID; exec sleep 3600");

        outcome.Outcome.ShouldBe("error");
        outcome.Reason.ShouldBe(
            "The process that watches the command ended with exit code 137 before the command did."
        );
        ShouldBeGone(outcome.Finding!.Log!).ShouldBe(1);
    }

    [Theory]
    [InlineData("head -c 600000000 /dev/zero | tail -n 1 > /dev/null")]
    // Less than the supervisor looks for: it is seen afterwards, and what the command says does not count.
    [InlineData("head -c 310000000 /dev/zero | tail -n 1 > /dev/null; exit 1")]
    public async Task Too_much_memory_is_an_error(string script)
    {
        var outcome = await RunAsync(Describe(script, memoryBytes: 300_000_000));

        outcome.Outcome.ShouldBe("error");
        outcome.Reason!.ShouldStartWith("The command was ended at ");
        outcome.Reason!.ShouldEndWith(" of memory, all its processes together; the limit is 300 MB.");
    }

    [Fact]
    public async Task Memory_counts_over_all_the_processes_of_a_command()
    {
        // Each holds about 60 MB of its own.
        const string Hold = "x=$(head -c 30000000 /dev/zero | tr '\\0' x); sleep 60";

        var outcome = await RunAsync(
            Describe(
                $"for i in 1 2 3 4 5 6; do sh -c \"{Hold.Replace("$", "\\$", StringComparison.Ordinal)}\" & done; wait",
                60,
                150_000_000
            )
        );

        outcome.Outcome.ShouldBe("error");
        outcome.Reason!.ShouldStartWith("The command was ended at ");
        outcome.Reason!.ShouldEndWith(" of memory, all its processes together; the limit is 150 MB.");
    }

    [Fact]
    public async Task Of_a_flood_of_output_the_end_is_kept()
    {
        var outcome = await ShellAsync("yes 'a line of some length' | head -n 2000000; echo the end");

        outcome.Outcome.ShouldBe("passed", outcome.Reason);
        var log = outcome.Finding!.Log!;
        log.Length.ShouldBeInRange(64 * 1024, 66_000);
        log.ShouldEndWith("a line of some length\nthe end\n");
        // 2,000,000 lines of 22 characters, and 8 more; 65,536 are kept.
        log.ShouldStartWith("[43934472 characters before this are left out]\n");
    }

    [Fact]
    public async Task Both_outputs_are_in_the_log_in_their_order() =>
        (await ShellAsync("for i in 1 2 3; do echo out $i; echo err $i >&2; done")).Finding!.Log.ShouldBe(
            "out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3\n"
        );

    [Fact]
    public async Task A_log_is_harmless_to_a_terminal() =>
        (
            await ShellAsync("printf '\\033[31mred\\033[0m\\007\\000 \\033]0;title\\007ten%%\\rdone\\377\\n'")
        ).Finding!.Log.ShouldBe("red ten%\ndone\uFFFD\n");

    [Fact]
    public async Task A_lost_lease_ends_the_command_and_reports_nothing()
    {
        var mark = Path.Join(Commands, "mark");
        var work = Server.Offer(Describe($"setsid sleep 3600 & echo $! > {mark}.new; mv {mark}.new {mark}; wait"));
        await Eventually.IsTrueAsync(() => File.Exists(mark), "the command runs");

        Server.TakeAway(work);

        var id = int.Parse(
            await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken),
            CultureInfo.InvariantCulture
        );
        await Eventually.IsTrueAsync(() => !IsRunning(id), "it was ended", 10);
        (await ShellAsync("exit 0")).Outcome.ShouldBe("passed");
        Server.HasOutcome.ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_stays_on_the_disk_whatever_the_command_did_to_its_folders()
    {
        await ShellAsync("mkdir -p $HOME/a/b; touch $HOME/a/b/c; chmod 500 $HOME/a/b; chmod 0 $HOME/a; echo x > ../x");
        await ShellAsync("exit 0");

        await Eventually.IsTrueAsync(
            () => Directory.GetDirectories(Path.Join(Cache, "jobs", $"{Environment.ProcessId}")).Length == 0,
            "the folders are gone"
        );
    }

    // One id a line.
    private static int ShouldBeGone(string ids)
    {
        var all = ids.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        all.ShouldNotBeEmpty();
        foreach (var id in all)
        {
            IsRunning(int.Parse(id, CultureInfo.InvariantCulture)).ShouldBeFalse($"process {id} is still there");
        }

        return all.Length;
    }

    // A zombie is one that its new parent has not yet waited for.
    private static bool IsRunning(int process) => ProcStatus.Stat(process) is { State: not ('Z' or 'X') };
}
