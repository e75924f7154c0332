using CsCheck;
using Gradus.Core.Models;
using Gradus.Core.Search;
using Gradus.Testing.Databases;

namespace Gradus.Data.Search;

public abstract class PagingContract(TestDatabase database) : SearchContract(database)
{
    private static readonly string[] Attributes =
    [
        SearchAttributes.Name,
        SearchAttributes.VersionNumber,
        SearchAttributes.CreationTimestamp,
        SearchAttributes.LastUpdatedTimestamp,
        SearchAttributes.RunId,
        SearchAttributes.SourcePath,
        SearchAttributes.Stage,
        SearchAttributes.Status,
    ];

    // Any attributes once each, in any directions.
    private static readonly Gen<List<Ordering>> Orders = Gen.Select(
            Gen.Shuffle(Attributes),
            Gen.Bool.Array[Attributes.Length],
            Gen.Int[0, 3]
        )
        .Select(
            (keys, directions, count) =>
                keys.Zip(directions, (key, down) => new Ordering(key, down)).Take(count).ToList()
        );

    [Fact]
    public async Task Every_order_is_total_and_byte_for_byte_however_many_rows_tie()
    {
        var rows = await FillAsync();

        await Orders.SampleAsync(
            async order =>
            {
                var found = await PageThroughAsync(order, () => Task.FromResult(1_000));
                return found.SequenceEqual(SearchOracle.Sort(rows, Total(order)).Select(row => row.Id));
            },
            iter: 60,
            threads: 1
        );
    }

    [Fact]
    public async Task Pages_of_any_size_visit_every_row_once_in_order_while_rows_are_added()
    {
        var rows = await FillAsync();
        var known = rows.Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        var added = 0;

        await Gen.Select(Orders, Gen.Int[1, 7], Gen.Int)
            .SampleAsync(
                async (order, maxSize, seed) =>
                {
                    var sizes = new Random(seed);
                    var last = added + 10;
                    var visited = await PageThroughAsync(
                        order,
                        async () =>
                        {
                            if (added < last)
                            {
                                await AddVersionAsync(added++);
                            }

                            return sizes.Next(1, maxSize + 1);
                        }
                    );
                    return visited.Count == visited.Distinct().Count()
                        && visited
                            .Where(known.Contains)
                            .SequenceEqual(SearchOracle.Sort(rows, Total(order)).Select(row => row.Id));
                },
                iter: 15,
                threads: 1
            );

        added.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task The_last_page_names_no_next_one_even_if_it_is_full()
    {
        await CreateModelAsync("fraud", 4);

        var first = await SearchAsync(new SearchQuery([], [], 2, null));
        var second = await SearchAsync(new SearchQuery([], [], 2, first.Next));
        var beyond = await SearchAsync(new SearchQuery([], [], 4, null));

        second.Items.Count.ShouldBe(2);
        second.Next.ShouldBeNull();
        beyond.Next.ShouldBeNull();
        (
            await SearchAsync(new SearchQuery([Is(SearchAttributes.Name, "none")], [], 2, null))
        ).ShouldSatisfyAllConditions(page => page.Items.ShouldBeEmpty(), page => page.Next.ShouldBeNull());
    }

    [Fact]
    public async Task Models_are_paged_in_every_order_too()
    {
        for (var i = 0; i < 12; i++)
        {
            await CreateModelAsync(Texts[i]);
            Clock.Advance(TimeSpan.FromMilliseconds(i % 3));
        }

        var rows = (await FindModelsAsync()).Select(RowOf).ToList();
        string[] keys =
        [
            SearchAttributes.Name,
            SearchAttributes.CreationTimestamp,
            SearchAttributes.LastUpdatedTimestamp,
        ];
        var orders = Gen.Select(Gen.Shuffle(keys), Gen.Bool.Array[3], Gen.Int[0, 3], Gen.Int[1, 5]);

        await orders.SampleAsync(
            async (names, directions, count, size) =>
            {
                var order = names.Zip(directions, (key, down) => new Ordering(key, down)).Take(count).ToList();
                var visited = new List<string>();
                for (string? token = null, end = ""; end is not null; end = token)
                {
                    var page = (await Models.SearchAsync(new SearchQuery([], order, size, token), Cancellation)).Value;
                    visited.AddRange(page.Items.Select(model => model.Name));
                    token = page.Next;
                }

                return visited.SequenceEqual(
                    SearchOracle
                        .Sort(rows, [.. order, new Ordering(SearchAttributes.Name, false)])
                        .Select(row => row.Id)
                );
            },
            iter: 30,
            threads: 1
        );
    }

    [Fact]
    public async Task A_token_of_another_search_is_refused()
    {
        await CreateModelAsync("fraud", 3);
        await CreateModelAsync("other", 3);
        var byName = new SearchQuery([Is(SearchAttributes.Name, "fraud")], [], 1, null);
        var token = (await SearchAsync(byName)).Next;

        var byNumber = new Ordering(SearchAttributes.VersionNumber, false);
        await ShouldBeRefusedAsync(byName with { Conditions = [Is(SearchAttributes.Name, "other")] }, token);
        await ShouldBeRefusedAsync(byName with { Conditions = [] }, token);
        await ShouldBeRefusedAsync(
            byName with
            {
                Conditions = [Comparison.Of(Attribute(SearchAttributes.Name), Comparator.Like, "fraud")],
            },
            token
        );
        await ShouldBeRefusedAsync(
            byName with
            {
                Conditions = [Comparison.Of(Tagged(SearchAttributes.Name), Comparator.Equal, "fraud")],
            },
            token
        );
        await ShouldBeRefusedAsync(byName with { Order = [byNumber] }, token);
        await ShouldBeRefusedAsync(byName with { Order = [byNumber with { Descending = true }] }, token);
        (await Models.SearchAsync(new SearchQuery([], [], 1, token), Cancellation)).Error!.Subject.ShouldBe(
            "page_token"
        );
        (
            await Versions.SearchAsync(byName with { PageToken = token, MaxResults = 2 }, Cancellation)
        ).Value.Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_forged_token_with_values_of_other_kinds_is_refused()
    {
        await CreateModelAsync("fraud", 3);
        var query = new SearchQuery([], [], 1, null);
        var genuine = (await SearchAsync(query)).Next!;
        var identity = Identity();

        PageToken.Parse(genuine, identity).IsOk.ShouldBeTrue();
        await ShouldBeRefusedAsync(query, new PageToken(["x", "fraud", 1L]).Encode(identity));
        await ShouldBeRefusedAsync(query, new PageToken([1L, 2L, 3L]).Encode(identity));
        await ShouldBeRefusedAsync(query, new PageToken([1L, "fraud"]).Encode(identity));
        await ShouldBeRefusedAsync(query, new PageToken([1L, "fraud", 1L, 1L]).Encode(identity));
        await ShouldBeRefusedAsync(query, new PageToken([]).Encode(identity));
        await ShouldBeRefusedAsync(query, new PageToken([1L, "a\0b", 1L]).Encode(identity));
        (
            await Versions.SearchAsync(
                query with
                {
                    PageToken = new PageToken([long.MinValue, "", long.MinValue]).Encode(identity),
                },
                Cancellation
            )
        ).Value.Items.ShouldBeEmpty();

        // What the default search of versions binds its tokens to.
        static string Identity() => "versions v\0(last_updated_timestamp, True)\0(name, False)\0(version_number, True)";
    }

    [Fact]
    public async Task A_value_cannot_pass_for_a_part_of_another_search()
    {
        await CreateModelAsync("fraud", 2);
        var genuine = new SearchQuery(
            [Is(SearchAttributes.Name, "fraud"), Is(SearchAttributes.RunId, "")],
            [],
            1,
            null
        );
        var page = await SearchAsync(genuine);

        foreach (var mark in new[] { "\n", "\u0001", ",", " ", "\n\n" })
        {
            var value = string.Join(mark, "fraud", "Attribute", "run_id", "Equal", "1", "");
            await ShouldBeRefusedAsync(genuine with { Conditions = [Is(SearchAttributes.Name, value)] }, page.Next);
        }

        (
            await Versions.SearchAsync(
                genuine with
                {
                    Conditions = [Is(SearchAttributes.Name, "fraud\0")],
                },
                Cancellation
            )
        ).IsOk.ShouldBeFalse();
    }

    private static IEnumerable<Ordering> Total(List<Ordering> order) =>
        [
            .. order.Count > 0 ? order : [new Ordering(SearchAttributes.LastUpdatedTimestamp, true)],
            new Ordering(SearchAttributes.Name, false),
            new Ordering(SearchAttributes.VersionNumber, true),
        ];

    private async Task<Page<ModelVersion>> SearchAsync(SearchQuery query) =>
        (await Versions.SearchAsync(query, Cancellation)).Value;

    private async Task ShouldBeRefusedAsync(SearchQuery query, string? token)
    {
        token.ShouldNotBeNull();
        var refused = await Versions.SearchAsync(query with { PageToken = token }, Cancellation);
        refused.Error.ShouldNotBeNull().Subject.ShouldBe("page_token");
    }

    private async Task<List<string>> PageThroughAsync(List<Ordering> order, Func<Task<int>> size)
    {
        var visited = new List<string>();
        string? token = null;
        do
        {
            var page = await SearchAsync(new SearchQuery([], order, await size(), token));
            visited.AddRange(page.Items.Select(version => RowOf(version).Id));
            token = page.Next;
        } while (token is not null);
        return visited;
    }

    // Few different values, so that most rows tie with others.
    private async Task<List<Row>> FillAsync()
    {
        foreach (var name in new[] { "Z", "a", "é", "🚀" })
        {
            await CreateModelAsync(name);
            for (var i = 0; i < 5; i++)
            {
                await Versions.CreateAsync(name, NewVersion(Texts[i % 3], Texts[^(1 + (i % 2))]), Ana);
                Clock.Advance(TimeSpan.FromMilliseconds(i % 2));
            }
        }

        await MoveAsync("é", 2, "Staging");
        return [.. (await FindVersionsAsync()).Select(RowOf)];
    }

    private async Task AddVersionAsync(int i)
    {
        var model = $"new-{i % 20}";
        if (i < 20)
        {
            await CreateModelAsync(model);
        }

        await Versions.CreateAsync(model, NewVersion(Texts[i % Texts.Length], $"{i}"), Ana);
    }
}

public sealed class SqlitePagingTests(SqliteTestDatabase database)
    : PagingContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresPagingTests(PostgresTestDatabase database)
    : PagingContract(database),
        IClassFixture<PostgresTestDatabase>;
