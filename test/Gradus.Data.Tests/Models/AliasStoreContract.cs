using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Testing.Databases;

namespace Gradus.Data.Models;

public abstract class AliasStoreContract(TestDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task An_alias_points_where_it_was_last_set()
    {
        await CreateModelAsync("fraud", 2);

        await SetAsync("champion", 1);
        await SetAsync("champion", 2);

        (await Aliases.GetVersionAsync("fraud", "champion", Cancellation)).Value.Number.ShouldBe(2);
        (await GetModelAsync("fraud")).Aliases.ShouldBe([new Alias("champion", 2)]);
        (await GetVersionAsync("fraud", 1)).Aliases.ShouldBeEmpty();
        (await GetVersionAsync("fraud", 2)).Aliases.ShouldBe(["champion"]);
    }

    [Fact]
    public async Task Aliases_are_told_apart_by_case_and_ordered_byte_for_byte()
    {
        await CreateModelAsync("fraud", 2);
        foreach (var name in new[] { "é", "b", "B", "a" })
        {
            await SetAsync(name, name == "B" ? 2 : 1);
        }

        (await GetVersionAsync("fraud", 1)).Aliases.ShouldBe(["a", "b", "é"]);
        (await GetModelAsync("fraud")).Aliases.ShouldBe([
            new Alias("B", 2),
            new Alias("a", 1),
            new Alias("b", 1),
            new Alias("é", 1),
        ]);
    }

    [Fact]
    public async Task An_alias_belongs_to_one_model()
    {
        await CreateModelAsync("fraud", 1);
        await CreateModelAsync("other", 1);
        await SetAsync("champion", 1);

        (await Aliases.GetVersionAsync("other", "champion", Cancellation)).Error.ShouldBe(
            Error.AliasNotFound("other", "champion")
        );
    }

    [Fact]
    public async Task A_deleted_alias_is_gone_and_deleting_it_again_is_done()
    {
        await CreateModelAsync("fraud", 1);
        await SetAsync("champion", 1);

        (await Aliases.DeleteAsync("fraud", "champion", Ana)).IsOk.ShouldBeTrue();
        (await Aliases.DeleteAsync("fraud", "champion", Ana)).IsOk.ShouldBeTrue();

        (await Aliases.GetVersionAsync("fraud", "champion", Cancellation)).Error.ShouldBe(
            Error.AliasNotFound("fraud", "champion")
        );
    }

    [Fact]
    public async Task What_is_unknown_is_refused_by_what_is_missing()
    {
        await CreateModelAsync("fraud", 1);

        (await Aliases.SetAsync("nobody", AliasName.Parse("a").Value, 1, Ana)).Error.ShouldBe(
            Error.ModelNotFound("nobody")
        );
        (await Aliases.SetAsync("fraud", AliasName.Parse("a").Value, 2, Ana)).Error.ShouldBe(
            Error.VersionNotFound("fraud", "2")
        );
        (await Aliases.DeleteAsync("nobody", "a", Ana)).Error.ShouldBe(Error.ModelNotFound("nobody"));
        (await Aliases.GetVersionAsync("nobody", "a", Cancellation)).Error.ShouldBe(Error.ModelNotFound("nobody"));
    }

    [Fact]
    public async Task Setting_and_deleting_are_changes_of_the_model()
    {
        await CreateModelAsync("fraud", 1);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await SetAsync("champion", 1);
        (await GetModelAsync("fraud")).UpdatedAt.ShouldBe(Clock.Now);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Aliases.DeleteAsync("fraud", "champion", Ana);
        (await GetModelAsync("fraud")).UpdatedAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task An_alias_set_while_its_version_is_deleted_never_points_nowhere()
    {
        await CreateModelAsync("fraud");
        for (var round = 0; round < 20; round++)
        {
            var version = await CreateVersionAsync("fraud");
            await Task.WhenAll(
                Aliases.SetAsync("fraud", AliasName.Parse("champion").Value, version.Number, Ana),
                Versions.DeleteAsync("fraud", version.Number, Ana)
            );

            (await Aliases.GetVersionAsync("fraud", "champion", Cancellation)).Error.ShouldBe(
                Error.AliasNotFound("fraud", "champion")
            );
        }
    }

    private async Task SetAsync(string alias, int version) =>
        (await Aliases.SetAsync("fraud", AliasName.Parse(alias).Value, version, Ana)).IsOk.ShouldBeTrue();
}

public sealed class SqliteAliasStoreTests(SqliteTestDatabase database)
    : AliasStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresAliasStoreTests(PostgresTestDatabase database)
    : AliasStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
