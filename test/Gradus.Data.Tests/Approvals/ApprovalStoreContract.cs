using Gradus.Core;
using Gradus.Core.Approvals;
using Gradus.Core.Errors;
using Gradus.Core.Promotions;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Approvals;

public abstract class ApprovalStoreContract(TestDatabase database) : PolicyContract(database)
{
    private static readonly Caller Eve = new("eve", "r-eve");

    [Fact]
    public async Task A_yes_is_kept_with_what_was_seen_and_lets_the_promotion_go_on()
    {
        var waiting = await AskAsync();

        (await SayAsync("p-1", ApprovalDecision.Approve, Eve, comment: "fine")).IsOk.ShouldBeTrue();

        var said = (await Approvals.GetAsync("p-1", Cancellation)).Value;
        said.Said.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                yes => (yes.Actor, yes.Comment).ShouldBe(("eve", "fine")),
                yes => yes.Binding.ShouldBe(waiting.Binding!.Value),
                yes => yes.At.ShouldBe(Clock.Now)
            );
        (said.Count!.Given, said.Count.Missing).ShouldBe((1, 0));
        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Succeeded);
    }

    [Fact]
    public async Task Who_asked_may_say_no_but_not_yes()
    {
        await AskAsync();

        (await SayAsync("p-1", ApprovalDecision.Approve, Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await SayAsync("p-1", ApprovalDecision.Reject, Ana, comment: "mistake")).IsOk.ShouldBeTrue();

        (await RunAsync("p-1")).Outcome.ShouldBe("Rejected by ana: mistake.");
    }

    [Fact]
    public async Task Who_registered_the_version_may_not_say_yes()
    {
        await CreateMeasurableAsync("fraud", 1);
        await LogAsync(1, 0.95);
        await ApplyAsync(Gated);
        await Promotions.OpenAsync(new("p-1", "fraud", 1, "Production", PromotionTerms.Plain, ""), Eve);
        await AdvanceAsync("p-1");

        (await SayAsync("p-1", ApprovalDecision.Approve, Ana)).Error!.Message.ShouldContain("registered the version");
        (await SayAsync("p-1", ApprovalDecision.Approve, Ben)).IsOk.ShouldBeTrue();
    }

    [Trait("Abuse", "39")]
    [Fact]
    public async Task A_yes_to_another_binding_is_refused_in_words()
    {
        var waiting = await AskAsync();
        var binding = waiting.Binding!.Value;

        (await SayAsync("p-1", ApprovalDecision.Approve, Eve, new string('0', 64))).Error!.Message.ShouldContain(
            "has changed since you looked"
        );
        (await SayAsync("p-1", ApprovalDecision.Approve, Eve, binding.ToString())).IsOk.ShouldBeTrue();
        (await SayAsync("p-1", ApprovalDecision.Approve, Ben, binding.Hex)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_taken_back_does_not_count_and_the_last_word_does()
    {
        await AskAsync();
        await SayAsync("p-1", ApprovalDecision.Approve, Eve);
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await SayAsync("p-1", ApprovalDecision.Withdraw, Eve)).IsOk.ShouldBeTrue();

        (await RunAsync("p-1")).Phase.ShouldBe(Phase.AwaitingApproval);
        (await Approvals.GetAsync("p-1", Cancellation)).Value.Said.Count.ShouldBe(2);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SayAsync("p-1", ApprovalDecision.Approve, Eve);
        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Succeeded);
    }

    [Fact]
    public async Task Who_has_said_nothing_takes_nothing_back()
    {
        await AskAsync();
        await SayAsync("p-1", ApprovalDecision.Approve, Ben);
        await SayAsync("p-1", ApprovalDecision.Comment, Eve);

        var refused = await SayAsync("p-1", ApprovalDecision.Withdraw, Eve);
        await SayAsync("p-1", ApprovalDecision.Withdraw, Ben);
        var again = await SayAsync("p-1", ApprovalDecision.Withdraw, Ben);

        refused.Error!.Message.ShouldBe(
            $"'{Eve.Actor}' has said neither yes nor no of promotion 'p-1': there is nothing to take back."
        );
        again.IsOk.ShouldBeFalse();
        (await Approvals.GetAsync("p-1", Cancellation)).Value.Said.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_comment_counts_for_nothing_and_may_be_made_at_any_time_while_it_is_open()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(Gated);
        await OpenAsync("p-1", 1, Measured);
        await AdvanceAsync("p-1");

        (await SayAsync("p-1", ApprovalDecision.Comment, Ana, comment: "soon")).IsOk.ShouldBeTrue();
        (await SayAsync("p-1", ApprovalDecision.Approve, Eve)).Error!.Code.ShouldBe(ErrorCode.Conflict);

        (await Approvals.GetAsync("p-1", Cancellation)).Value.Said.ShouldHaveSingleItem().Comment.ShouldBe("soon");
    }

    [Fact]
    public async Task Of_one_that_has_ended_or_never_was_nothing_is_said()
    {
        await AskAsync();
        await Steps.CancelAsync("p-1", Ana);

        (await SayAsync("p-1", ApprovalDecision.Approve, Eve)).Error!.Code.ShouldBe(ErrorCode.Conflict);
        (await SayAsync("p-1", ApprovalDecision.Comment, Eve, comment: "x")).Error!.Code.ShouldBe(ErrorCode.Conflict);
        (await SayAsync("p-9", ApprovalDecision.Approve, Eve)).Error.ShouldBe(Error.PromotionNotFound("p-9"));
        (await Approvals.GetAsync("p-9", Cancellation)).Error.ShouldBe(Error.PromotionNotFound("p-9"));
        (await Approvals.GetAsync("p-1", Cancellation)).Value.Said.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_who_has_the_role_and_the_permission_says_yes()
    {
        await CreateMeasurableAsync("fraud", 1);
        await LogAsync(1, 0.95);
        await ApplyAsync(
            """
            version: 1
            roles: { release: [ben, eve] }
            permissions:
              - { allow: [promote, apply-policy], to: ["*"] }
              - { allow: [approve], to: [eve, dan] }
            stages:
              - name: Production
                approvals: { required: 1, roles: [release] }
            """
        );
        await PromoteAsync("p-1", 1);

        (await SayAsync("p-1", ApprovalDecision.Approve, Ben)).Error!.Message.ShouldContain("'ben' may not approve");
        (await SayAsync("p-1", ApprovalDecision.Approve, new("dan", "r"))).Error!.Message.ShouldContain(
            "is not of release"
        );
        (await SayAsync("p-1", ApprovalDecision.Approve, Eve)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_yes_is_void_once_what_was_documented_reads_otherwise()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(
            """
            version: 1
            stages:
              - name: Production
                gates:
                  - documentation: { description: 5, tags: [owner] }
                approvals: { required: 2 }
            """
        );
        await Versions.DescribeAsync("fraud", 1, "reads well", Ana);
        await Versions.SetTagAsync("fraud", 1, new("owner", "ana"), Ana);
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.AwaitingApproval);
        (await SayAsync("p-1", ApprovalDecision.Approve, new("bob", "r"))).IsOk.ShouldBeTrue();

        await Versions.SetTagAsync("fraud", 1, new("note", "nobody asks for it"), Ana);
        await RunAsync("p-1");
        (await Approvals.GetAsync("p-1", Cancellation)).Value.Count!.Given.ShouldBe(1);
        await Versions.DescribeAsync("fraud", 1, "reads otherwise", Ana);
        await RunAsync("p-1");

        var state = (await Approvals.GetAsync("p-1", Cancellation)).Value;
        (state.Count!.Given, state.Count.Words.Single().Standing).ShouldBe((0, ApprovalStanding.Void));
    }

    [Trait("Abuse", "39")]
    [Fact]
    public async Task A_yes_runs_out()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync("version: 1\nstages:\n  - name: Production\n    approvals: { required: 2, expires: 1h }");
        await PromoteAsync("p-1", 1);
        await SayAsync("p-1", ApprovalDecision.Approve, Eve);
        Clock.Advance(TimeSpan.FromHours(1));

        await SayAsync("p-1", ApprovalDecision.Approve, Ben);

        (await RunAsync("p-1")).Phase.ShouldBe(Phase.AwaitingApproval);
        (await Approvals.GetAsync("p-1", Cancellation)).Value.Count!.Given.ShouldBe(1);
        await SayAsync("p-1", ApprovalDecision.Approve, Eve);
        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Succeeded);

        // What was decided stands as it was decided.
        Clock.Advance(TimeSpan.FromHours(9));
        await ApplyAsync("version: 1\nstages:\n  - name: Production\n    approvals: { required: 7 }");
        var decided = (await Approvals.GetAsync("p-1", Cancellation)).Value.Count!;
        (decided.Given, decided.Rule.Required).ShouldBe((2, 2));
    }

    [Fact]
    public async Task Many_who_say_yes_at_once_are_all_kept_and_the_version_moves_once()
    {
        await AskAsync();
        var people = Enumerable.Range(0, 16).Select(i => new Caller($"person-{i}", $"r-{i}"));

        await Task.WhenAll(people.Select(person => SayAsync("p-1", ApprovalDecision.Approve, person)));
        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Succeeded);

        (await Approvals.GetAsync("p-1", Cancellation)).Value.Said.Count.ShouldBe(16);
        (await HistoryAsync("fraud")).Count(move => move.Promotion == "p-1").ShouldBe(1);
    }

    // p-1 by ana, which waits for a yes.
    private async Task<Promotion> AskAsync()
    {
        await CreateMeasurableAsync("fraud", 1);
        await LogAsync(1, 0.95);
        await ApplyAsync(Gated);
        var waiting = await PromoteAsync("p-1", 1);
        waiting.Phase.ShouldBe(Phase.AwaitingApproval);
        return waiting;
    }
}

public sealed class SqliteApprovalStoreTests(SqliteTestDatabase database)
    : ApprovalStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresApprovalStoreTests(PostgresTestDatabase database)
    : ApprovalStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
