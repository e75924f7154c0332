using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Testing.Databases;

namespace Gradus.Data.Search;

public abstract class VersionSearchContract(TestDatabase database) : SearchContract(database)
{
    private static readonly Comparator[] OfNumbers =
    [
        Comparator.Equal,
        Comparator.NotEqual,
        Comparator.Less,
        Comparator.LessOrEqual,
        Comparator.Greater,
        Comparator.GreaterOrEqual,
    ];

    [Fact]
    public async Task Every_comparator_finds_of_awkward_texts_what_it_says()
    {
        var rows = await FillAsync();

        foreach (var field in new[] { Attribute(SearchAttributes.Name), Tagged("text") })
        {
            foreach (var (comparator, value) in Comparisons())
            {
                await ShouldFindAsync(rows, Comparison.Of(field, comparator, value));
            }
        }
    }

    [Fact]
    public async Task Runs_and_sources_are_found_by_awkward_texts_too()
    {
        var rows = await FillAsync();

        foreach (var value in Texts)
        {
            await ShouldFindAsync(rows, Is(SearchAttributes.RunId, value));
            await ShouldFindAsync(rows, Is(SearchAttributes.SourcePath, value));
            await ShouldFindAsync(rows, Comparison.Of(Tagged("text"), Comparator.Lacks, value));
        }

        foreach (var key in new[] { SearchAttributes.RunId, SearchAttributes.SourcePath })
        {
            await ShouldFindAsync(rows, Comparison.Of(Attribute(key), Comparator.NotEqual, "é"));
            await ShouldFindAsync(rows, Comparison.Of(Attribute(key), Comparator.Like, "%\\%"));
            await ShouldFindAsync(rows, Comparison.Of(Attribute(key), Comparator.ILike, "A%B"));
        }
    }

    [Fact]
    public async Task A_tag_that_differs_needs_to_be_there_and_one_that_is_lacking_does_not()
    {
        await CreateModelAsync("fraud");
        await CreateVersionAsync("fraud", new Tag("k", "x"));
        await CreateVersionAsync("fraud", new Tag("k", "y"));
        await CreateVersionAsync("fraud");

        (await NumbersAsync(Comparison.Of(Tagged("k"), Comparator.NotEqual, "x"))).ShouldBe([2]);
        (await NumbersAsync(Comparison.Of(Tagged("k"), Comparator.Lacks, "x"))).ShouldBe([2, 3]);
        (await NumbersAsync(Comparison.Of(Tagged("K"), Comparator.Equal, "x"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task IN_finds_what_is_equal_to_one_of_several()
    {
        var rows = await FillAsync();

        await ShouldFindAsync(
            rows,
            new Comparison(Attribute(SearchAttributes.RunId), Comparator.In, ["a", "É", "no", "a"])
        );
        await ShouldFindAsync(
            rows,
            new Comparison(Attribute(SearchAttributes.VersionNumber), Comparator.In, [1L, 99L])
        );
        await ShouldFindAsync(rows, new Comparison(Tagged("text"), Comparator.In, ["%", "\\"]));
    }

    [Theory]
    [InlineData(SearchAttributes.VersionNumber, "0 1 2 9")]
    [InlineData(SearchAttributes.CreationTimestamp, "1772366400000 1772366401000 1772366400001 0")]
    [InlineData(SearchAttributes.LastUpdatedTimestamp, "1772366402000 -1 9223372036854775807 -9223372036854775808")]
    public async Task Numbers_are_compared_as_numbers(string attribute, string values)
    {
        var rows = await FillAsync();

        foreach (var comparator in OfNumbers)
        {
            foreach (var value in values.Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture)))
            {
                await ShouldFindAsync(rows, Comparison.Of(Attribute(attribute), comparator, value));
            }
        }
    }

    [Fact]
    public async Task All_conditions_must_hold()
    {
        var rows = await FillAsync();

        await ShouldFindAsync(
            rows,
            Comparison.Of(Attribute(SearchAttributes.SourcePath), Comparator.Like, "a%"),
            Comparison.Of(Attribute(SearchAttributes.SourcePath), Comparator.NotEqual, "ab"),
            Comparison.Of(Tagged("text"), Comparator.Like, "%b"),
            Comparison.Of(Tagged("parity"), Comparator.Equal, "odd"),
            Is(SearchAttributes.Status, "ready"),
            Is(SearchAttributes.Stage, "None")
        );
    }

    [Fact]
    public async Task Two_conditions_on_tags_may_be_met_by_two_tags()
    {
        await CreateModelAsync("fraud");
        await CreateVersionAsync("fraud", new Tag("a", "1"), new Tag("b", "2"));
        await CreateVersionAsync("fraud", new Tag("a", "1"));

        (await NumbersAsync(Has("a", "1"), Has("b", "2"))).ShouldBe([1]);
        (await NumbersAsync(Has("a", "1"), Has("a", "2"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a", 199)]
    [InlineData("a", 200)]
    [InlineData("a", 201)]
    [InlineData("é", 250)]
    [InlineData("🚀", 100)]
    [InlineData("🚀", 101)]
    [InlineData("🚀", 250)]
    [InlineData("a🚀", 100)]
    public async Task Long_texts_are_found_by_all_of_their_characters(string unit, int count)
    {
        var text = string.Concat(Enumerable.Repeat(unit, count));
        await CreateModelAsync("fraud");
        foreach (var value in new[] { text, text + "x", text + "y", text[..^unit.Length] })
        {
            await Versions.CreateAsync("fraud", NewVersion(source: value, tags: new Tag("k", value)), Ana);
        }

        (await NumbersAsync(Has("k", text))).ShouldBe([1]);
        (await NumbersAsync(Has("k", text + "y"))).ShouldBe([3]);
        (await NumbersAsync(Is(SearchAttributes.SourcePath, text))).ShouldBe([1]);
        (await NumbersAsync(Is(SearchAttributes.SourcePath, text + "x"))).ShouldBe([2]);
        (await NumbersAsync(Comparison.Of(Tagged("k"), Comparator.Lacks, text))).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public async Task What_looks_like_SQL_is_only_a_value()
    {
        await CreateModelAsync("fraud", 1);

        (await NumbersAsync(Is(SearchAttributes.RunId, "' OR 1=1 --"))).ShouldBeEmpty();
        (await NumbersAsync(Has("' OR 1=1 --", "x"))).ShouldBeEmpty();
        (await NumbersAsync(Is(SearchAttributes.Name, "x'; DROP TABLE versions; --"))).ShouldBeEmpty();
        (await NumbersAsync()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_search_that_the_database_could_not_take_is_refused_and_not_an_outage()
    {
        await CreateModelAsync("fraud", 1);
        var many = Enumerable.Repeat(Is(SearchAttributes.Name, "fraud"), 10_000).ToList();
        var longPattern = new string('%', 100_000);

        (await ErrorOfAsync([.. many])).ShouldBe(
            Error.Invalid("A search may have at most 200 conditions; this one has 10000.", "filter")
        );
        (await ErrorOfAsync(Comparison.Of(Attribute(SearchAttributes.Name), Comparator.Like, longPattern))).ShouldBe(
            Error.Invalid("A pattern may have at most 10000 characters.", "filter")
        );
        (await ErrorOfAsync(Has("k", "a\0b"))).ShouldNotBeNull().Code.ShouldBe(ErrorCode.Invalid);
        (await ErrorOfAsync(Has("a\0b", "v"))).ShouldNotBeNull().Code.ShouldBe(ErrorCode.Invalid);
        (await ErrorOfAsync(Is(SearchAttributes.RunId, "\ud83d"))).ShouldNotBeNull().Code.ShouldBe(ErrorCode.Invalid);
        (
            await ErrorOfAsync(
                new Comparison(
                    Attribute(SearchAttributes.RunId),
                    Comparator.In,
                    [.. Enumerable.Range(0, 10_001).Select(i => $"{i}")]
                )
            )
        ).ShouldBe(Error.Invalid("A search may compare with at most 10000 values.", "filter"));
        (await FindVersionsAsync([.. many.Take(200)])).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_pattern_made_to_be_slow_is_answered_quickly()
    {
        await CreateModelAsync(new string('a', 512), 1);
        var pattern = string.Concat(Enumerable.Repeat("%a", 100)) + "%b";
        var watch = System.Diagnostics.Stopwatch.StartNew();

        (await NumbersAsync(Comparison.Of(Attribute(SearchAttributes.Name), Comparator.Like, pattern))).ShouldBeEmpty();
        (
            await NumbersAsync(Comparison.Of(Attribute(SearchAttributes.Name), Comparator.ILike, pattern))
        ).ShouldBeEmpty();

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Versions_come_with_their_tags_and_aliases()
    {
        await CreateModelAsync("fraud");
        await CreateVersionAsync("fraud", new Tag("b", "2"), new Tag("a", "1"));
        await CreateVersionAsync("fraud");
        await Aliases.SetAsync("fraud", AliasName.Parse("champion").Value, 1, Ana);

        var found = await FindVersionsAsync();

        found.Select(v => v.Number).ShouldBe([2, 1]);
        found[1].Tags.ShouldBe([new Tag("a", "1"), new Tag("b", "2")]);
        found[1].Aliases.ShouldBe(["champion"]);
        found[0].Tags.ShouldBeEmpty();
    }

    private static IEnumerable<(Comparator Comparator, string Value)> Comparisons() =>
        [
            .. Texts.SelectMany(text => new[] { (Comparator.Equal, text), (Comparator.NotEqual, text) }),
            .. OfNumbers[2..].SelectMany(comparator => Texts[18..26].Select(text => (comparator, text))),
            .. Texts
                .Concat(Patterns)
                .SelectMany(pattern => new[] { (Comparator.Like, pattern), (Comparator.ILike, pattern) }),
        ];

    private static Comparison Has(string key, string value) => Comparison.Of(Tagged(key), Comparator.Equal, value);

    private async Task<int[]> NumbersAsync(params IReadOnlyList<Comparison> conditions) =>
        [.. (await FindVersionsAsync(conditions)).Select(version => version.Number).Order()];

    private async Task<Error?> ErrorOfAsync(params IReadOnlyList<Comparison> conditions) =>
        (await Versions.SearchAsync(new SearchQuery(conditions, [], 10, null), Cancellation)).Error;

    // One model a text, with one or two versions that carry the text wherever there is room for it.
    private async Task<List<Row>> FillAsync()
    {
        var rows = new List<Row>();
        foreach (var (i, text) in Texts.Index())
        {
            var name = text.Replace("@p0", "p0", StringComparison.Ordinal);
            await CreateModelAsync(name);
            for (var n = 0; n <= i % 2; n++)
            {
                var tags = new List<Tag> { new("parity", i % 2 == 0 ? "even" : "odd") };
                if (i % 3 != 0)
                {
                    tags.Add(new Tag("text", text));
                }

                var version = await Versions.CreateAsync(name, NewVersion(text, runId: text, tags), Ana);
                rows.Add(RowOf(version.Value));
            }

            Clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        return rows;
    }

    private async Task ShouldFindAsync(List<Row> rows, params IReadOnlyList<Comparison> conditions)
    {
        var found = (await FindVersionsAsync(conditions))
            .Select(version => RowOf(version).Id)
            .Order(StringComparer.Ordinal);
        var expected = SearchOracle.Find(rows, conditions).Select(row => row.Id).Order(StringComparer.Ordinal);

        found.ShouldBe(
            expected,
            string.Join(" AND ", conditions.Select(c => $"{c.Field.Key} {c.Comparator} {string.Join(',', c.Values)}"))
        );
    }
}

public sealed class SqliteVersionSearchTests(SqliteTestDatabase database)
    : VersionSearchContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresVersionSearchTests(PostgresTestDatabase database)
    : VersionSearchContract(database),
        IClassFixture<PostgresTestDatabase>;
