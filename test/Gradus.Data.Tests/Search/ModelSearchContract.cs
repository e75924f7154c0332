using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Testing.Databases;

namespace Gradus.Data.Search;

public abstract class ModelSearchContract(TestDatabase database) : SearchContract(database)
{
    [Fact]
    public async Task Every_comparator_finds_of_awkward_names_and_tags_what_it_says()
    {
        var rows = await FillAsync();

        foreach (var value in Texts)
        {
            await ShouldFindAsync(rows, Is(SearchAttributes.Name, value));
            await ShouldFindAsync(rows, Comparison.Of(Tagged("text"), Comparator.NotEqual, value));
        }

        foreach (var pattern in Texts.Concat(Patterns))
        {
            await ShouldFindAsync(rows, Comparison.Of(Attribute(SearchAttributes.Name), Comparator.Like, pattern));
            await ShouldFindAsync(rows, Comparison.Of(Attribute(SearchAttributes.Name), Comparator.ILike, pattern));
        }

        await ShouldFindAsync(rows, Comparison.Of(Tagged("text"), Comparator.Lacks, "a"));
        await ShouldFindAsync(
            rows,
            new Comparison(Attribute(SearchAttributes.Name), Comparator.In, ["a", "🚀", "none"])
        );
    }

    [Fact]
    public async Task Names_are_ordered_byte_for_byte_unless_another_order_is_asked_for()
    {
        foreach (var name in new[] { "é", "a", "🚀", "Z", "\uffee", "ab" })
        {
            await CreateModelAsync(name);
        }

        (await FindModelsAsync()).Select(model => model.Name).ShouldBe(["Z", "a", "ab", "é", "\uffee", "🚀"]);
    }

    [Fact]
    public async Task Each_model_comes_with_its_own_tags_aliases_and_latest_versions()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await CreateModelAsync(name, new Tag("is", name));
            await CreateVersionAsync(name);
            await CreateVersionAsync(name);
            await Aliases.SetAsync(name, AliasName.Parse($"of-{name}").Value, 2, Ana);
        }

        await MoveAsync("b", 1, "Production");

        var found = await FindModelsAsync(
            Comparison.Of(Attribute(SearchAttributes.Name), Comparator.In, "b") with
            {
                Values = ["b", "c"],
            }
        );

        found.Select(model => model.Name).ShouldBe(["b", "c"]);
        found[0].Tags.ShouldBe([new Tag("is", "b")]);
        found[0].Aliases.ShouldBe([new Alias("of-b", 2)]);
        found[0]
            .LatestVersions.Select(v => (v.Model, v.Number, v.Stage))
            .ShouldBe([("b", 1, "Production"), ("b", 2, "None")]);
        found[1].LatestVersions.Select(v => (v.Model, v.Number)).ShouldBe([("c", 2)]);
        found[1].LatestVersions[0].Aliases.ShouldBe(["of-c"]);
    }

    [Fact]
    public async Task A_page_holds_what_belongs_to_its_own_models_only()
    {
        for (var i = 0; i < 5; i++)
        {
            await CreateModelAsync($"m{i}", new Tag("is", $"{i}"));
        }

        var page = (await Models.SearchAsync(new SearchQuery([], [], 2, null), Cancellation)).Value;
        var next = (await Models.SearchAsync(new SearchQuery([], [], 2, page.Next), Cancellation)).Value;

        page.Items.Select(model => model.Tags.Single().Value).ShouldBe(["0", "1"]);
        next.Items.Select(model => model.Tags.Single().Value).ShouldBe(["2", "3"]);
    }

    private async Task<List<Row>> FillAsync()
    {
        var rows = new List<Row>();
        foreach (var (i, text) in Texts.Index())
        {
            IReadOnlyList<Tag> tags = i % 3 == 0 ? [] : [new Tag("text", text)];
            rows.Add(RowOf(await CreateModelAsync(text, tags)));
        }

        return rows;
    }

    private async Task ShouldFindAsync(List<Row> rows, Comparison condition)
    {
        var found = (await FindModelsAsync(condition)).Select(model => model.Name);
        var expected = SearchOracle.Sort(
            SearchOracle.Find(rows, [condition]),
            [new Ordering(SearchAttributes.Name, false)]
        );

        found.ShouldBe(
            expected.Select(row => row.Id),
            $"{condition.Field.Key} {condition.Comparator} {string.Join(',', condition.Values)}"
        );
    }
}

public sealed class SqliteModelSearchTests(SqliteTestDatabase database)
    : ModelSearchContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresModelSearchTests(PostgresTestDatabase database)
    : ModelSearchContract(database),
        IClassFixture<PostgresTestDatabase>;
