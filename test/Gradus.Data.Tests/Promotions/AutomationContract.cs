using Gradus.Core.Approvals;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Promotions;

/// <summary>What the policy promotes unasked, and when.</summary>
public abstract class AutomationContract(TestDatabase database) : PolicyContract(database)
{
    private const string Newest = """
        version: 1
        stages:
          - name: Staging
          - name: Production
            occupancy: one
            promote: { from: Staging }
        """;

    private const string NewestWithApproval =
        Newest
        + """

                approvals: { required: 1 }
            """;

    private int _ids;

    private AutomationStore Automation => new(Database);

    [Fact]
    public async Task The_newest_that_came_into_the_stage_is_promoted_once()
    {
        await StartAsync(Newest);
        await MoveAsync("fraud", 1, "Staging");

        (await RoundAsync()).ShouldBe(["1"]);
        (await RoundAsync()).ShouldBeEmpty();
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await MoveAsync("fraud", 2, "Staging");
        (await RoundAsync()).ShouldBe(["2"]);
    }

    [Fact]
    public async Task One_that_waits_is_overtaken_by_a_newer_version_and_not_by_an_older()
    {
        await StartAsync(NewestWithApproval);
        await MoveAsync("fraud", 2, "Staging");
        await RoundAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await MoveAsync("fraud", 1, "Staging");
        (await RoundAsync()).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(1));
        await MoveAsync("fraud", 3, "Staging");

        (await RoundAsync()).ShouldBe(["3 overtakes a-1"]);

        var all = (await Promotions.ListAsync(new PromotionFilter("fraud"), 10, null, Cancellation)).Value.Items;
        all.Select(one => (one.Version, one.Phase))
            .ShouldBe([(3, Phase.AwaitingApproval), (2, Phase.Cancelled)], ignoreOrder: true);
    }

    [Fact]
    public async Task One_that_a_person_asked_for_is_left_to_them()
    {
        await StartAsync(NewestWithApproval);
        await MoveAsync("fraud", 1, "Staging");
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.AwaitingApproval);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await MoveAsync("fraud", 2, "Staging");

        (await RoundAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_it_is_on_hold_nothing_is_promoted()
    {
        await StartAsync(Newest);
        await MoveAsync("fraud", 1, "Staging");
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 2, "Production", archive: true);
        await Rollbacks.RollBackAsync(
            new Rollbacks.RollbackRequest("fraud", "Production", null, "", new Dictionary<int, string>()),
            Root
        );
        Clock.Advance(TimeSpan.FromSeconds(1));
        await MoveAsync("fraud", 3, "Staging");

        (await RoundAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_was_refused_is_tried_again_once_something_new_is_known_of_who_is_there()
    {
        await StartAsync(Newest + "\n    gates: [threshold: { metric: accuracy, at_least: 0.9, source: logged }]");
        await MoveAsync("fraud", 1, "Staging");
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await RoundAsync()).ShouldBe(["1"]);
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await RoundAsync()).ShouldBeEmpty();
        (await HoldersAsync("fraud", "Production")).ShouldBeEmpty();

        await LogAsync(1, 0.95);

        (await RoundAsync()).ShouldBe(["1"]);
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
    }

    [Fact]
    public async Task What_a_person_rejected_is_not_asked_for_again_whatever_becomes_known()
    {
        await StartAsync(NewestWithApproval);
        await MoveAsync("fraud", 1, "Staging");
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await RoundAsync()).ShouldBe(["1"]);
        (await SayAsync("a-1", ApprovalDecision.Reject, Ben, comment: "no")).IsOk.ShouldBeTrue();
        await RunAsync("a-1");

        Clock.Advance(TimeSpan.FromSeconds(1));
        await LogAsync(1, 0.95);

        (await RoundAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tag_is_something_new_to_know_and_what_came_up_during_the_try_is_not()
    {
        await StartAsync(Newest + "\n    gates: [documentation: { tags: [owner] }]");
        await MoveAsync("fraud", 1, "Staging");
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await RoundAsync()).ShouldBe(["1"]);
        await LogAsync(1, 0.95);
        (await RoundAsync()).ShouldBeEmpty();

        Clock.Advance(TimeSpan.FromSeconds(1));
        (await Versions.SetTagAsync("fraud", 1, Tag.Parse("owner", "ann").Value, Ana)).IsOk.ShouldBeTrue();

        (await RoundAsync()).ShouldBe(["1"]);
        (await HoldersAsync("fraud", "Production")).ShouldBe([1]);
    }

    [Fact]
    public async Task Where_nothing_tells_the_best_the_promotion_says_so_once_until_something_does()
    {
        await StartAsync(Newest.Replace("{ from: Staging }", "{ from: Staging, best: accuracy }"));
        await MoveAsync("fraud", 1, "Staging");
        await MoveAsync("fraud", 2, "Staging");
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await RoundAsync()).ShouldBe([""]);

        var refused = (await Promotions.ListAsync(new PromotionFilter("fraud"), 10, null, Cancellation)).Value.Items[0];
        (refused.Phase, refused.PolicyRevision).ShouldBe((Phase.Refused, 1));
        refused.Outcome.ShouldStartWith("To pick the best version its metrics must be known");
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await Versions.SetTagAsync("fraud", 1, Tag.Parse("owner", "ann").Value, Ana)).IsOk.ShouldBeTrue();
        (await RoundAsync()).ShouldBeEmpty();

        await LogAsync(2, 0.95);

        (await RoundAsync()).ShouldBe(["2"]);
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    [Fact]
    public async Task A_better_one_whose_metric_is_logged_late_is_promoted_and_nothing_is_asked_for_while_none_is_better()
    {
        await StartAsync(Newest.Replace("{ from: Staging }", "{ from: Staging, best: accuracy }"));
        await LogAsync(1, 0.9);
        await MoveAsync("fraud", 1, "Staging");
        (await RoundAsync()).ShouldBe(["1"]);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await MoveAsync("fraud", 2, "Staging");
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await RoundAsync()).ShouldBe(["1"]);

        Clock.Advance(TimeSpan.FromSeconds(1));
        await LogAsync(2, 0.8);
        (await RoundAsync()).ShouldBeEmpty();

        await LogAsync(2, 0.95);
        (await RoundAsync()).ShouldBe(["2"]);
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    private async Task StartAsync(string policy)
    {
        await CreateMeasurableAsync("fraud", 3);
        await ApplyAsync(policy);
        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    // Does what the server does every few seconds; tells the versions, and whom each takes the place of.
    private async Task<IReadOnlyList<string>> RoundAsync()
    {
        var told = new List<string>();
        foreach (var due in await Automation.FindAsync(() => $"a-{++_ids}", Cancellation))
        {
            var caller = AutomationStore.CallerFor("r");
            if (due.Overtakes is { } overtaken)
            {
                (await Steps.CancelAsync(overtaken, caller)).IsOk.ShouldBeTrue();
            }

            var opened = (await Promotions.OpenAsync(due.Asked, caller)).Value;
            await RunAsync(opened.Id);
            told.Add(due.Overtakes is null ? $"{opened.Version}" : $"{opened.Version} overtakes {due.Overtakes}");
        }

        return told;
    }
}

public sealed class SqliteAutomationTests(SqliteTestDatabase database)
    : AutomationContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresAutomationTests(PostgresTestDatabase database)
    : AutomationContract(database),
        IClassFixture<PostgresTestDatabase>;
