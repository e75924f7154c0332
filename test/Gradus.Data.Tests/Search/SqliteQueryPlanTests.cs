using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Data.Models;
using Gradus.Data.Promotions;
using Gradus.Testing.Databases;
using Microsoft.Data.Sqlite;

namespace Gradus.Data.Search;

/// <summary>Searches that an index can answer are answered by it: their cost does not grow with the registry.</summary>
public sealed class SqliteQueryPlanTests(SqliteTestDatabase database)
    : SearchContract(database),
        IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task By_name() =>
        await ShouldUseIndexesAsync(new SearchQuery([Is(SearchAttributes.Name, "fraud")], [], 100, null));

    [Fact]
    public async Task Who_is_to_answer_at_a_stage()
    {
        var plan = await ExplainAsync(Serving.ServingStore.HolderSql, ("@model", "fraud"), ("@stage", "Production"));

        plan.ShouldNotContain(step =>
            step.Contains("SCAN", StringComparison.Ordinal) && !step.Contains("SCAN h", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task By_run() =>
        await ShouldUseIndexesAsync(new SearchQuery([Is(SearchAttributes.RunId, "r")], [], 100, null));

    [Fact]
    public async Task By_several_runs() =>
        await ShouldUseIndexesAsync(
            new SearchQuery(
                [new Comparison(Attribute(SearchAttributes.RunId), Comparator.In, ["r", "s"])],
                [],
                100,
                null
            )
        );

    [Fact]
    public async Task By_source() =>
        await ShouldUseIndexesAsync(new SearchQuery([Is(SearchAttributes.SourcePath, "s3://b")], [], 100, null));

    [Fact]
    public async Task By_stage() =>
        await ShouldUseIndexesAsync(new SearchQuery([Is(SearchAttributes.Stage, "Production")], [], 100, null));

    [Fact]
    public async Task By_tag() =>
        await ShouldUseIndexesAsync(
            new SearchQuery([Comparison.Of(Tagged("k"), Comparator.Equal, "v")], [], 100, null)
        );

    [Fact]
    public async Task The_first_page_in_the_default_order_comes_sorted_from_an_index()
    {
        var plan = await ExplainAsync(new SearchQuery([], [], 100, null));

        plan.ShouldContain(step => step.Contains("USING INDEX versions_by_update", StringComparison.Ordinal));
        plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_later_page_in_the_default_order_starts_in_the_index_where_the_last_one_ended()
    {
        await CreateModelAsync("fraud", 3);
        var query = new SearchQuery([], [], 1, null);
        var first = (await Versions.SearchAsync(query, Cancellation)).Value;

        var plan = await ExplainAsync(query with { PageToken = first.Next });

        plan.ShouldContain(step =>
            step.Contains("SEARCH v USING INDEX versions_by_update (updated_at<?)", StringComparison.Ordinal)
        );
        plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_latest_versions_of_a_model()
    {
        await FillAsync();

        var plan = await ExplainAsync($"SELECT v.number {VersionStore.LatestSql}", ("@model", "fraud"));

        plan.ShouldNotContain(step => step.Contains("SCAN v", StringComparison.Ordinal));
        plan.ShouldContain(step => step.Contains("SEARCH x USING COVERING INDEX", StringComparison.Ordinal));
        plan.ShouldContain(step => step.Contains("SEARCH v USING COVERING INDEX", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_open_promotions_however_many_have_ended() =>
        (await ExplainAsync(PromotionStore.OpenSql, ("@all", 1)))
            .ShouldHaveSingleItem()
            .ShouldEndWith("USING INDEX promotions_open_by_creation");

    [Theory]
    [InlineData(null, null, true, "promotions_open_by_creation")]
    [InlineData("fraud", null, true, "promotions_by_model (model=?")]
    [InlineData("fraud", null, false, "promotions_by_model (model=?")]
    [InlineData("fraud", 1, false, "promotions_by_model (model=?")]
    [InlineData(null, null, false, "promotions_by_creation (created_at<?")]
    public async Task Promotions_by_whatever_they_are_listed_by(string? model, int? version, bool isOpen, string index)
    {
        var filter = new PromotionFilter(model, version, null, isOpen);

        var plan = await ExplainAsync(
            PromotionStore.ListSql(filter),
            ("@model", model ?? ""),
            ("@version", version ?? 0),
            ("@before", 1L),
            ("@before_id", ""),
            ("@limit", 1)
        );

        plan.ShouldHaveSingleItem().ShouldContain($"USING INDEX {index}");
    }

    [Fact]
    public async Task What_the_policy_promoted_last_and_what_came_up_since()
    {
        var tried = await ExplainAsync(AutomationStore.LastTrySql, ("@model", "fraud"), ("@stage", "Production"));
        var news = await ExplainAsync(AutomationStore.LastNewsSql, ("@subject", "models/fraud"));

        tried.ShouldContain(step => step.Contains("USING INDEX promotions_of_policy (model=? AND stage=?)"));
        news.ShouldHaveSingleItem().ShouldContain("USING INDEX ledger_by_subject (subject=?)");
    }

    [Fact]
    public async Task Who_held_a_stage_last_however_often_it_changed_hands()
    {
        var plan = await ExplainAsync(PromotionFactRows.LastHolderSql, ("@model", "fraud"), ("@stage", "Production"));

        plan.Count(step => step.Contains("USING INDEX transitions_by_origin (life=? AND from_stage=?)")).ShouldBe(2);
        plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private async Task ShouldUseIndexesAsync(SearchQuery query)
    {
        await FillAsync();
        var plan = await ExplainAsync(query);

        plan.ShouldNotBeEmpty();
        plan.ShouldNotContain(step => step.StartsWith("SCAN", StringComparison.Ordinal));
    }

    private Task<List<string>> ExplainAsync(SearchQuery query)
    {
        var sql = SearchSql.Compose(VersionStore.Table, query).Value;
        return ExplainAsync($"SELECT v.description {sql.Tail}", sql.Parameters);
    }

    private async Task<List<string>> ExplainAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var connection = (SqliteConnection)await Test.ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var steps = new List<string>();
        while (await reader.ReadAsync(Cancellation))
        {
            steps.Add(reader.GetString(3));
        }

        return steps;
    }

    private async Task FillAsync()
    {
        await CreateModelAsync("fraud", 2);
        await Versions.SetTagAsync("fraud", 1, new Tag("k", "v"), Ana);
    }
}
