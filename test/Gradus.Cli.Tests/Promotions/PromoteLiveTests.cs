using System.Text.Json;
using System.Xml.Linq;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Work;

namespace Gradus.Cli.Tests.Promotions;

public sealed class PromoteLiveTests
{
    [Fact]
    public async Task Nothing_needs_data_that_the_policy_does_not_measure()
    {
        await using var live = await Live.StartAsync();

        var outcome = await live.RunAsync("promote m --version 1 --to Staging");

        outcome.ExitCode.ShouldBe(0);
        outcome.Output.ShouldContain("Succeeded: ");
        (await live.StageOfAsync(1)).ShouldBe("Staging");
    }

    [Fact]
    public async Task A_version_is_named_in_one_word_or_in_two()
    {
        await using var live = await Live.StartAsync(versions: 2);

        var one = await live.RunAsync("promote m/2 --to Staging");
        var both = await live.RunAsync("promote m/2 --version 1 --to Production");
        var best = await live.RunAsync("promote m/2 --best accuracy --to Production");

        one.ExitCode.ShouldBe(0);
        (await live.StageOfAsync(2)).ShouldBe("Staging");
        (both.ExitCode, both.Complaint).ShouldBe((2, "'m/2' names a version already: leave --version out."));
        (best.ExitCode, best.Complaint).ShouldBe((2, "Say which version: either --version N or --best METRIC."));
    }

    [Fact]
    public async Task A_wait_that_ends_first_says_what_it_waited_for_and_how_to_follow_it()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var outcome = await live.RunAsync("promote m --version 1 --to Production --timeout 2");
        var id = (await live.Api.Promotions.ListAsync()).Promotions.ShouldHaveSingleItem().Id;

        outcome.ExitCode.ShouldBe(3);
        outcome.Output.Split("… Waiting for ").Length.ShouldBe(2, "it is told once");
        outcome.Output.ShouldContain($"    Approve with: gradus approve {id}\n");
        outcome.Error.ShouldBe($"It goes on by itself. Follow it with: gradus promotions show {id} --wait\n");
    }

    [Fact]
    public async Task A_promotion_that_is_open_already_is_followed()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var open = await live.WaitingAsync(1);

        var outcome = await live.RunAsync("promote m --version 1 --to Production --no-wait");

        outcome.ExitCode.ShouldBe(3);
        outcome.Output.ShouldStartWith($"m → Production  promotion {open.Id}\n");
        outcome.Error.ShouldStartWith($"Promotion {open.Id} of the same is open already; this follows that one.\n");
    }

    [Fact]
    public async Task A_dry_run_tells_what_hinders_it_and_writes_nothing()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var outcome = await live.RunAsync("promote m --version 1 --to Production --dry-run");

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldStartWith("m version 1: None → Production  policy revision 1, enforce\n");
        outcome.Output.ShouldContain("  … approval: needs ");
        outcome.Output.ShouldContain("Missing approvals  1\n");
        outcome.Output.ShouldContain("Blocked: 1 condition is not met.\n");
        (await live.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_is_carried_out_only_while_the_world_is_as_it_showed()
    {
        await using var live = await Live.StartAsync();
        var dry = await live.RunAsync("promote m --version 1 --to Staging --dry-run --json");
        var digest = JsonDocument.Parse(dry.Output).RootElement.GetProperty("digest").GetString();
        dry.ExitCode.ShouldBe(0);

        var stale = await live.RunAsync($"promote m --version 1 --to Production --plan-digest {digest}");
        var right = await live.RunAsync($"promote m --version 1 --to Staging --plan-digest {digest}");

        stale.ExitCode.ShouldBe(1);
        (await live.StageOfAsync(1)).ShouldBe("Staging");
        right.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Reports_are_written_when_it_succeeds_when_it_is_blocked_and_when_it_is_refused()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var (junit, sarif, markdown) = (live.File("j.xml"), live.File("s.sarif"), live.File("m.md"));
        var reports = $"--junit {junit} --sarif {sarif} --markdown {markdown}";

        foreach (
            // The gate that failed is a test's one failure; to a code scanner the outcome is a result of its own.
            var (line, exitCode, failures, results) in ((string, int, int, int)[])
                [
                    ("m --version 1 --to Development", 0, 0, 0),
                    ("m --version 1 --to Production --dry-run", 1, 1, 2),
                    ("m --version 9 --to Staging", 1, 1, 1),
                    ("m --version 1 --to Nowhere", 1, 1, 1),
                ]
        )
        {
            (await live.RunAsync($"promote {line} {reports}")).ExitCode.ShouldBe(exitCode, line);

            var suite = XDocument.Load(junit).Root!.Element("testsuite")!;
            suite.Attribute("failures")!.Value.ShouldBe($"{failures}", line);
            suite.Elements("testcase").Count().ShouldBe((int)suite.Attribute("tests")!);
            var run = JsonDocument.Parse(File.ReadAllText(sarif)).RootElement.GetProperty("runs")[0];
            run.GetProperty("results")
                .EnumerateArray()
                .Count(result => result.GetProperty("kind").GetString() == "fail")
                .ShouldBe(results, line);
            var title = failures == 0 ? "### ✅ m/1 → Development" : "### ❌ m";
            File.ReadAllText(markdown).ShouldStartWith(title, Case.Sensitive, line);
            File.Delete(junit);
            File.Delete(sarif);
            File.Delete(markdown);
        }
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_hides_no_outcome()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var moved = await live.RunAsync("promote m --version 1 --to Development --junit /proc/x.xml");
        var refused = await live.RunAsync("promote m --version 9 --to Staging --junit /proc/x.xml");

        moved.ExitCode.ShouldBe(0);
        moved.Output.ShouldContain("Succeeded: ");
        moved.Error.Trim().ShouldMatch(@"^The report '/proc/x\.xml' could not be written: .+$");
        moved.Error.Trim().ShouldNotContain('\n');
        (await live.StageOfAsync(1)).ShouldBe("Development");
        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain("Version 9 of registered model 'm' does not exist.");
    }

    [Theory]
    [InlineData("--junit", "nowhere/x.xml", "there is no folder 'nowhere'.")]
    [InlineData("--sarif", "/", "it is a folder.")]
    [InlineData("--markdown", "", "it is no path.")]
    public async Task A_report_that_lies_nowhere_is_refused_before_anything_is_asked_for(
        string option,
        string file,
        string why
    )
    {
        await using var live = await Live.StartAsync();

        var outcome = await live.RunAsync($"promote m --version 1 --to Staging {option} '{file}'");

        outcome.ExitCode.ShouldBe(2);
        outcome.Complaint.ShouldBe($"{option} cannot write '{file}': {why}");
        (await live.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_summary_of_a_job_keeps_what_others_wrote_there()
    {
        await using var live = await Live.StartAsync();
        var summary = live.File("summary.md", "mine\n");

        await live.RunAsync(
            $"promote m --version 1 --to Staging --markdown {summary}",
            new() { ["GITHUB_STEP_SUMMARY"] = summary }
        );

        File.ReadAllText(summary).ShouldStartWith("mine\n### ✅ m/1 → Staging: Succeeded\n");
    }

    [Fact]
    public async Task Break_glass_passes_the_gates_by_and_stands_out_in_history()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var outcome = await live.RunAsync("promote m --version 1 --to Production --break-glass --reason 'fire' --yes");
        var history = await live.RunAsync("history m");

        outcome.ShouldBe(
            new Cli.Outcome(
                0,
                "BREAK-GLASS: the gates were passed by, and the history says so.\n✓ Version 1 of 'm' moved from None to Production.\n",
                ""
            )
        );
        history.Output.Split('\n')[1].ShouldMatch(@"1 +None +Production +BREAK-GLASS +\S+ +fire$");
    }

    [Fact]
    public async Task Break_glass_without_a_yes_moves_nothing()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var outcome = await live.RunAsync("promote m --version 1 --to Production --break-glass --reason 'fire'");

        outcome.ExitCode.ShouldBe(2);
        (await live.StageOfAsync(1)).ShouldBe("None");
    }

    [Fact]
    public async Task Why_is_a_line_for_each_condition_with_what_would_unblock_it()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);

        var blocked = await live.RunAsync("why m/1 --to Staging");
        var free = await live.RunAsync("why m --version 1 --to Development");
        var unknown = await live.RunAsync("why m/1 --to staging");

        blocked.ExitCode.ShouldBe(1);
        blocked.Output.TrimEnd('\n').ShouldNotContain('\n');
        blocked.Output.ShouldMatch(@"^✗ .*tests.*  → Report it with: gradus check report m/1 --name tests --passed\n$");
        free.ShouldBe(new Cli.Outcome(0, "✓ Nothing hinders m/1 from going to Development.\n", ""));
        unknown.ExitCode.ShouldBe(1);
        unknown.Complaint.ShouldContain("Did you mean 'Staging'?");
    }

    [Fact]
    public async Task Why_also_tells_what_is_only_reported_where_the_policy_warns()
    {
        await using var live = await Live.StartAsync(policy: $"{Live.Policy}\nmode: warn\n");

        var told = await live.RunAsync("why m/1 --to Staging");

        told.ExitCode.ShouldBe(0, told.Error);
        told.Output.ShouldMatch(@"tests.* \(reported only\)\n✓ Nothing hinders m/1 from going to Staging\.\n$");
    }

    [Fact]
    public async Task Rules_that_only_warn_tell_of_people_and_times_too_beforehand_and_in_the_history()
    {
        const string policy = """
            version: 1
            mode: warn
            stages:
              - name: Staging
              - name: Production
                from: [Staging]
                approvals: { required: 2 }
            """;
        await using var live = await Live.StartAsync(versions: 2, policy: policy);

        var plan = await live.RunAsync("promote m/1 --to Production --dry-run");
        var done = await live.RunAsync("promote m/1 --to Production");
        var history = await live.RunAsync("history m --stage Production --json");

        plan.ExitCode.ShouldBe(0);
        plan.Output.ShouldContain(
            "version 1 is in None; Production takes versions from Staging only (reported only)\n"
        );
        plan.Output.ShouldContain("approval: needs 2 approvals of 2 (reported only)\n");
        done.ExitCode.ShouldBe(0, done.Error);
        done.Output.ShouldContain("Only told, not met: version 1 is in None; ");
        (
            await live.RunAsync("models transition-stage --model-name m --version 2 --stage Production")
        ).ShouldSatisfyAllConditions(
            moved => moved.ExitCode.ShouldBe(0, moved.Error),
            moved => moved.Output.ShouldContain("moved from None to Production.\n"),
            moved => moved.Output.ShouldContain("  By the policy: Version 2 is now in Production."),
            moved => moved.Output.ShouldContain("Only told, not met: version 2 is in None; ")
        );
        history.Output.ShouldContain("needs 2 approvals of 2");
    }

    [Fact]
    public async Task What_a_test_command_wrote_is_shown_with_its_promotion()
    {
        await using var live = await Live.StartAsync(
            policy: """
            version: 1
            stages:
              - name: Staging
                gates:
                  - command: { name: smoke, run: [./smoke] }
            """
        );
        var promotion = await live.Api.Promotions.RequestAsync("m", new PromotionRequestDto("Staging", 1));
        var work = await live.Worker.GetWorkAsync();
        var finding = new FindingDto(new Dictionary<string, double>(), work.Artifact.Digest, "smoke", "a\nb\n", 1, 2);
        await live.Worker.AnswerAsync(new OutcomeDto(work.Lease, "fake", "failed", "exit code 1", null, finding), work);

        var ended = await live.RunAsync($"promotions show {promotion.Id} --wait");
        var log = await live.RunAsync($"promotions show {promotion.Id} --log");
        var byName = await live.RunAsync("promotions show m/1 --log");

        byName.Output.ShouldBe(log.Output);
        ended.ExitCode.ShouldBe(1);
        log.ExitCode.ShouldBe(0, log.Error);
        log.Output.ShouldBe("smoke\na\nb\n");
    }

    [Fact]
    public async Task An_open_promotion_is_shown_and_cancelled_by_what_it_is_about()
    {
        await using var live = await Live.StartAsync(policy: Live.Policy);
        var promotion = await live.WaitingAsync(1);

        var shown = await live.RunAsync("promotions show m/1");
        var cancelled = await live.RunAsync("promotions cancel m/1 --to Production");
        var again = await live.RunAsync("promotions cancel m/1");

        shown.Output.ShouldContain(promotion.Id);
        cancelled.ExitCode.ShouldBe(0, cancelled.Error);
        again.ExitCode.ShouldBe(1);
        again.Complaint.ShouldStartWith("No promotion of m/1 is open.");
    }

    [Fact]
    public async Task The_best_is_picked_by_what_was_logged_where_nothing_says_on_what_to_measure()
    {
        await using var live = await Live.StartAsync();
        var unknown = await live.RunAsync("best m --best accuracy --to Staging");
        await live.RunAsync("versions log-metric m 1 accuracy=0.9");

        var best = await live.RunAsync("best m --best accuracy --to Staging");
        var promoted = await live.RunAsync("promote m --best accuracy --to Staging");

        unknown.ExitCode.ShouldBe(1);
        (unknown.Output + unknown.Error).ShouldContain("its metrics must be known");
        best.ExitCode.ShouldBe(0, best.Output + best.Error);
        best.Output.ShouldContain("best by accuracy (0.9)");
        promoted.ExitCode.ShouldBe(0, promoted.Output + promoted.Error);
        (await live.StageOfAsync(1)).ShouldBe("Staging");
    }

    [Fact]
    public async Task A_file_that_nothing_was_measured_on_is_not_uploaded_by_a_dry_run()
    {
        await using var live = await Live.StartAsync();
        var file = live.File("test.csv", "x,label\n1,0\n");

        var outcome = await live.RunAsync($"promote m --best accuracy --to Staging --data {file} --dry-run");

        outcome.ExitCode.ShouldBe(1);
        outcome.Complaint.ShouldStartWith($"Nothing was measured on {file} yet, and a plan uploads nothing.");
        (await live.Api.Datasets.ListAsync()).Datasets.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_best_of_none_is_none()
    {
        await using var live = await Live.StartAsync();

        var outcome = await live.RunAsync("best m --best accuracy");

        outcome.ExitCode.ShouldBe(1);
        outcome.Output.ShouldStartWith("✗ To pick the best version its metrics must be known: name a data set");
        (await live.Api.Promotions.ListAsync()).Promotions.ShouldBeEmpty();
    }
}
