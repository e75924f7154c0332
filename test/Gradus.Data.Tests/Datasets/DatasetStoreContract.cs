using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Data.Artifacts;
using Gradus.Testing.Databases;

namespace Gradus.Data.Datasets;

public abstract class DatasetStoreContract(TestDatabase database) : StoreContract(database)
{
    private static readonly Digest One = Blobs.DigestOf("one");

    private DatasetStore Datasets => new(Database);

    [Fact]
    public async Task A_data_set_is_kept_as_it_was_registered()
    {
        var put = (await PutAsync("hold out 🚀", One, "class", ["slice", "a,b", "é"])).Value;

        var found = (await Datasets.GetAsync("hold out 🚀", Cancellation)).Value;

        found.Columns.Ignore.ShouldBe(["slice", "a,b", "é"]);
        WithoutIgnored(found).ShouldBe(new Dataset("hold out 🚀", One, 3, new("class", NoColumns), "ana", Clock.Now));
        WithoutIgnored(put).ShouldBe(WithoutIgnored(found));
    }

    [Theory]
    [InlineData(DatasetTask.Regression, null)]
    [InlineData(DatasetTask.Ranking, "search")]
    public async Task What_the_label_is_and_which_rows_are_of_one_query_is_kept_too(DatasetTask task, string? query)
    {
        var columns = new DatasetColumns("y", [], task, query);
        (await Datasets.PutAsync(ModelName.Parse("holdout").Value, One, 3, columns, Ana)).IsOk.ShouldBeTrue();

        var found = (await Datasets.GetAsync("holdout", Cancellation)).Value;

        (found.Columns.Task, found.Columns.Query).ShouldBe((task, query));
        await PutAsync("holdout", One, "y", []);
        (await Datasets.GetAsync("holdout", Cancellation)).Value.Columns.Task.ShouldBe(DatasetTask.Classification);
    }

    [Fact]
    public async Task A_name_may_be_pointed_at_another_file()
    {
        await PutAsync("holdout", One, "class", ["x"]);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Datasets.PutAsync(ModelName.Parse("holdout").Value, Blobs.DigestOf("two"), 9, new("y", []), Ben);

        var found = (await Datasets.GetAsync("holdout", Cancellation)).Value;

        WithoutIgnored(found)
            .ShouldBe(new Dataset("holdout", Blobs.DigestOf("two"), 9, new("y", NoColumns), "ben", Clock.Now));
        found.Columns.Ignore.ShouldBeEmpty();
    }

    [Fact]
    public async Task Data_sets_are_listed_by_name_byte_for_byte()
    {
        foreach (var name in new[] { "é", "b", "Z", "a" })
        {
            await PutAsync(name, One, "class", []);
        }

        (await Datasets.ListAsync(Cancellation)).Select(dataset => dataset.Name).ShouldBe(["Z", "a", "b", "é"]);
    }

    [Fact]
    public async Task A_name_that_is_not_there_is_refused_and_one_that_is_can_be_forgotten_once()
    {
        await PutAsync("holdout", One, "class", []);

        (await Datasets.DeleteAsync("holdout", Ana)).IsOk.ShouldBeTrue();

        (await Datasets.DeleteAsync("holdout", Ana)).Error.ShouldBe(Error.DatasetNotFound("holdout"));
        (await Datasets.GetAsync("holdout", Cancellation)).Error.ShouldBe(Error.DatasetNotFound("holdout"));
        (await Datasets.GetAsync("Holdout", Cancellation)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task Of_many_who_register_a_name_at_once_the_last_counts()
    {
        var puts = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => PutAsync("holdout", One, $"label {i}", [])));

        puts.ShouldAllBe(put => put.IsOk);
        (await Datasets.ListAsync(Cancellation)).Single().Columns.Label.ShouldStartWith("label ");
    }

    private Task<Result<Dataset>> PutAsync(string name, Digest file, string label, IReadOnlyList<string> ignore) =>
        Datasets.PutAsync(ModelName.Parse(name).Value, file, 3, new(label, ignore), Ana);

    // Records compare their lists by reference.
    private static Dataset WithoutIgnored(Dataset dataset) =>
        dataset with
        {
            Columns = dataset.Columns with { Ignore = NoColumns },
        };

    private static readonly string[] NoColumns = [];
}

public sealed class SqliteDatasetStoreTests(SqliteTestDatabase database)
    : DatasetStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresDatasetStoreTests(PostgresTestDatabase database)
    : DatasetStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
