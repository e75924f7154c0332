using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Core.Stages;
using Gradus.Testing.Databases;

namespace Gradus.Data.Stages;

public abstract class HistoryContract(TestDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task History_is_read_newest_first_and_can_be_narrowed_to_a_version_or_a_stage()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Staging");
        await MoveAsync("fraud", 2, "Staging");
        await MoveAsync("fraud", 1, "Production");

        (await ReadAsync(null, null)).ShouldBe([
            "1: Staging → Production",
            "2: None → Staging",
            "1: None → Staging",
            "2: - → None",
            "1: - → None",
        ]);
        (await ReadAsync(2, null)).ShouldBe(["2: None → Staging", "2: - → None"]);
        (await ReadAsync(null, "Production")).ShouldBe(["1: Staging → Production"]);
        (await ReadAsync(1, "Staging")).ShouldBe(["1: Staging → Production", "1: None → Staging"]);
        (await ReadAsync(9, null)).ShouldBeEmpty();
        (await ReadAsync(null, "Nowhere")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_of_history_visit_every_transition_once_while_others_are_made(int size)
    {
        await CreateModelAsync("fraud", 1);
        for (var i = 0; i < 12; i++)
        {
            await MoveAsync("fraud", 1, i % 2 == 0 ? "Staging" : "Production");
        }

        var known = (await HistoryAsync("fraud")).Reverse().Select(t => t.Id).ToList();
        var visited = new List<long>();
        string? token = null;
        do
        {
            var page = (await Transitions.HistoryAsync("fraud", null, null, size, token, Cancellation)).Value;
            visited.AddRange(page.Items.Select(t => t.Id));
            token = page.Next;
            await CreateVersionAsync("fraud");
        } while (token is not null);

        visited.ShouldBe(known);
    }

    [Fact]
    public async Task A_token_of_another_history_is_refused()
    {
        await CreateModelAsync("fraud", 3);
        await CreateModelAsync("other", 3);
        var token = (await PageAsync("fraud", null, null, null)).Value.Next;

        (await PageAsync("fraud", null, null, token)).IsOk.ShouldBeTrue();
        (await PageAsync("other", null, null, token)).Error!.Subject.ShouldBe("page_token");
        (await PageAsync("fraud", 1, null, token)).Error!.Subject.ShouldBe("page_token");
        (await PageAsync("fraud", null, "None", token)).Error!.Subject.ShouldBe("page_token");
        (await PageAsync("fraud", null, null, "garbage")).Error!.Subject.ShouldBe("page_token");
        (await PageAsync("fraud", null, null, Forge("x"))).Error!.Subject.ShouldBe("page_token");
        (await PageAsync("fraud", null, null, Forge(1L, 2L))).Error!.Subject.ShouldBe("page_token");
        (await PageAsync("fraud", null, null, Forge(-1L))).Value.Items.ShouldBeEmpty();

        static string Forge(params object[] values) => new PageToken(values).Encode("history fraud\n\n");
    }

    [Fact]
    public async Task History_outlives_its_version_its_stage_and_its_model()
    {
        await CreateModelAsync("fraud", 2);
        await CreateStageAsync("Canary");
        await MoveAsync("fraud", 1, "Canary");
        await Versions.DeleteAsync("fraud", 1, Ben);
        await Stages.DeleteAsync("Canary", Ana);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Models.DeleteAsync("fraud", Ben);

        var history = await HistoryAsync("fraud");

        history
            .Select(Describe)
            .ShouldBe(["1: - → None", "2: - → None", "1: None → Canary", "1: Canary → -", "2: None → -"]);
        history[3].Actor.ShouldBe("ben");
        history[4]
            .ShouldSatisfyAllConditions(
                t => t.Actor.ShouldBe("ben"),
                t => t.RequestId.ShouldBe("r-ben"),
                t => t.At.ShouldBe(Clock.Now)
            );
    }

    [Fact]
    public async Task A_model_registered_again_goes_on_with_the_history_of_its_namesake()
    {
        await CreateModelAsync("fraud", 1);
        await MoveAsync("fraud", 1, "Production");
        var then = Clock.Now;
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Models.DeleteAsync("fraud", Ana);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await CreateModelAsync("fraud", 1);

        (await HoldersAtAsync("fraud", "Production", then)).ShouldBe([1]);
        (await HoldersAtAsync("fraud", "Production", then + TimeSpan.FromSeconds(1))).ShouldBeEmpty();
        (await HoldersAtAsync("fraud", "None", then + TimeSpan.FromSeconds(1))).ShouldBeEmpty();
        (await HoldersAtAsync("fraud", "None", Clock.Now)).ShouldBe([1]);
    }

    [Fact]
    public async Task A_model_registered_again_under_a_clock_set_back_begins_after_its_namesake_ended()
    {
        await CreateModelAsync("fraud", 1);
        var then = Clock.Now;
        await Models.DeleteAsync("fraud", Ana);
        Clock.Advance(TimeSpan.FromDays(-1));

        (await CreateModelAsync("fraud")).CreatedAt.ShouldBe(then);
        (await CreateVersionAsync("fraud")).CreatedAt.ShouldBe(then);
    }

    [Fact]
    public async Task A_model_that_gave_its_name_away_is_not_taken_for_the_one_that_has_it_now()
    {
        await CreateModelAsync("fraud", 1);
        await MoveAsync("fraud", 1, "Production");
        var then = Clock.Now;
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Models.RenameAsync("fraud", ModelName.Parse("old").Value, Ana);
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 2, "Production");

        (await HoldersAtAsync("fraud", "Production", Clock.Now)).ShouldBe([2]);
        (await HoldersAtAsync("old", "Production", Clock.Now)).ShouldBe([1]);
        (await HoldersAtAsync("fraud", "Production", then)).ShouldBe([1]);
        (await HoldersAtAsync("old", "Production", then)).ShouldBe([1]);
    }

    [Fact]
    public async Task Who_was_where_is_told_to_the_millisecond()
    {
        var start = Clock.Now;
        await CreateModelAsync("fraud", 2);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await MoveAsync("fraud", 1, "Production");
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await MoveAsync("fraud", 2, "Production", archive: true);

        (await HoldersAtAsync("fraud", "None", start - TimeSpan.FromMilliseconds(1))).ShouldBeEmpty();
        (await HoldersAtAsync("fraud", "None", start)).ShouldBe([1, 2]);
        (await HoldersAtAsync("fraud", "Production", start)).ShouldBeEmpty();
        (await HoldersAtAsync("fraud", "Production", start + TimeSpan.FromMilliseconds(1))).ShouldBe([1]);
        (await HoldersAtAsync("fraud", "Production", start + TimeSpan.FromMilliseconds(1.9))).ShouldBe([1]);
        (await HoldersAtAsync("fraud", "Production", start + TimeSpan.FromMilliseconds(2))).ShouldBe([2]);
        (await HoldersAtAsync("fraud", "Archived", start + TimeSpan.FromMilliseconds(2))).ShouldBe([1]);
        (await HoldersAtAsync("fraud", "Production", DateTimeOffset.MaxValue)).ShouldBe([2]);
        (await HoldersAtAsync("fraud", "Production", DateTimeOffset.MinValue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_answer_is_the_transition_that_brought_the_holder_there()
    {
        await CreateModelAsync("fraud", 1);
        var moved = await MoveAsync("fraud", 1, "Production");
        Clock.Advance(TimeSpan.FromSeconds(9));

        (await Transitions.HoldersAtAsync("fraud", "Production", Clock.Now, Cancellation)).Value.ShouldBe(
            moved.Transitions
        );
    }

    [Fact]
    public async Task What_never_was_is_unknown_and_what_has_no_history_yet_is_empty()
    {
        await CreateModelAsync("new");

        (await Transitions.HistoryAsync("nobody", null, null, 10, null, Cancellation)).Error.ShouldBe(
            Error.ModelNotFound("nobody")
        );
        (await Transitions.HoldersAtAsync("nobody", "Production", Clock.Now, Cancellation)).Error.ShouldBe(
            Error.ModelNotFound("nobody")
        );
        (await HistoryAsync("new")).ShouldBeEmpty();
        (await HoldersAtAsync("new", "Production", Clock.Now)).ShouldBeEmpty();
        (await HoldersAtAsync("new", "Nowhere", Clock.Now)).ShouldBeEmpty();
    }

    private Task<Result<Page<Transition>>> PageAsync(string model, int? version, string? stage, string? token) =>
        Transitions.HistoryAsync(model, version, stage, 1, token, Cancellation);

    private async Task<IEnumerable<string>> ReadAsync(int? version, string? stage) =>
        (await Transitions.HistoryAsync("fraud", version, stage, 100, null, Cancellation)).Value.Items.Select(Describe);

    private async Task<IEnumerable<int>> HoldersAtAsync(string model, string stage, DateTimeOffset at) =>
        (await Transitions.HoldersAtAsync(model, stage, at, Cancellation)).Value.Select(t => t.Version);
}

public sealed class SqliteHistoryTests(SqliteTestDatabase database)
    : HistoryContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresHistoryTests(PostgresTestDatabase database)
    : HistoryContract(database),
        IClassFixture<PostgresTestDatabase>;
