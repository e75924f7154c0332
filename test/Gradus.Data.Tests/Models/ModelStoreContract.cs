using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Testing.Databases;

namespace Gradus.Data.Models;

public abstract class ModelStoreContract(TestDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task A_model_is_kept_with_its_description_tags_and_times()
    {
        var created = (
            await Models.CreateAsync(
                ModelName.Parse("fraud").Value,
                "Finds fraud.",
                [new Tag("b", "2"), new Tag("a", "old"), new Tag("a", "1")],
                Ana
            )
        ).Value;

        created.Name.ShouldBe("fraud");
        created.Description.ShouldBe("Finds fraud.");
        created.Tags.ShouldBe([new Tag("a", "1"), new Tag("b", "2")]);
        created.CreatedAt.ShouldBe(Clock.Now);
        created.UpdatedAt.ShouldBe(Clock.Now);
        created.Aliases.ShouldBeEmpty();
        created.LatestVersions.ShouldBeEmpty();
        ShouldBeSame(await GetModelAsync("fraud"), created);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("O'Brien \"x\" \\ _%;--")]
    [InlineData("🚀 café")]
    [InlineData("@p0")]
    [InlineData(" spaced ")]
    public async Task A_name_of_any_characters_is_kept_to_the_letter(string name)
    {
        await CreateModelAsync(name, new Tag("k", name));
        await CreateVersionAsync(name);

        var model = await GetModelAsync(name);

        model.Name.ShouldBe(name);
        model.Tags.ShouldBe([new Tag("k", name)]);
        (await GetVersionAsync(name, 1)).Model.ShouldBe(name);
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        await CreateModelAsync("fraud");

        (await Models.CreateAsync(ModelName.Parse("fraud").Value, "again", [new Tag("k", "v")], Ana)).Error.ShouldBe(
            new Error(ErrorCode.AlreadyExists, "Registered model 'fraud' already exists.", "fraud")
        );
        var model = await GetModelAsync("fraud");
        model.Description.ShouldBeNull();
        model.Tags.ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_that_differ_by_case_or_normal_form_are_different_models()
    {
        foreach (var name in new[] { "café", "Café", "cafe\u0301" })
        {
            await CreateModelAsync(name, new Tag("is", name));
        }

        (await GetModelAsync("café")).Tags[0].Value.ShouldBe("café");
        (await GetModelAsync("cafe\u0301")).Tags[0].Value.ShouldBe("cafe\u0301");
    }

    [Fact]
    public async Task Of_64_who_register_a_name_at_once_one_succeeds()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(i => Models.CreateAsync(ModelName.Parse("fraud").Value, $"{i}", [], Ana))
        );

        results.Count(result => result.IsOk).ShouldBe(1);
        results.Where(result => !result.IsOk).ShouldAllBe(result => result.Error!.Code == ErrorCode.AlreadyExists);
        (await GetModelAsync("fraud")).Description.ShouldBe(results.Single(result => result.IsOk).Value.Description);
    }

    [Fact]
    public async Task What_is_asked_of_an_unknown_model_is_refused_by_its_name()
    {
        var missing = Error.ModelNotFound("nobody");

        (await Models.GetAsync("nobody", Cancellation)).Error.ShouldBe(missing);
        (await Models.DescribeAsync("nobody", "x", Ana)).Error.ShouldBe(missing);
        (await Models.RenameAsync("nobody", ModelName.Parse("x").Value, Ana)).Error.ShouldBe(missing);
        (await Models.DeleteAsync("nobody", Ana)).Error.ShouldBe(missing);
        (await Models.SetTagAsync("nobody", new Tag("k", "v"), Ana)).Error.ShouldBe(missing);
        (await Models.DeleteTagAsync("nobody", "k", Ana)).Error.ShouldBe(missing);
        (await Models.GetAsync("x", Cancellation)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task A_description_is_set_and_cleared_and_counts_as_a_change()
    {
        var created = await CreateModelAsync("fraud");
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await Models.DescribeAsync("fraud", "x", Ana)).Value.Description.ShouldBe("x");
        (await Models.DescribeAsync("fraud", null, Ana)).Value.Description.ShouldBeNull();

        var model = await GetModelAsync("fraud");
        model.CreatedAt.ShouldBe(created.CreatedAt);
        model.UpdatedAt.ShouldBe(created.UpdatedAt + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_tag_is_set_replaced_and_deleted_without_moving_the_time()
    {
        var created = await CreateModelAsync("fraud");
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await Models.SetTagAsync("fraud", new Tag("k", "1"), Ana)).IsOk.ShouldBeTrue();
        (await Models.SetTagAsync("fraud", new Tag("k", "2"), Ana)).IsOk.ShouldBeTrue();
        (await GetModelAsync("fraud")).Tags.ShouldBe([new Tag("k", "2")]);
        (await Models.DeleteTagAsync("fraud", "k", Ana)).IsOk.ShouldBeTrue();
        (await Models.DeleteTagAsync("fraud", "k", Ana)).IsOk.ShouldBeTrue();

        var model = await GetModelAsync("fraud");
        model.Tags.ShouldBeEmpty();
        model.UpdatedAt.ShouldBe(created.UpdatedAt);
    }

    [Fact]
    public async Task Tags_are_ordered_by_key_byte_for_byte()
    {
        await CreateModelAsync("fraud", new Tag("é", ""), new Tag("Z", ""), new Tag("a", ""), new Tag("模", ""));

        (await GetModelAsync("fraud")).Tags.Select(tag => tag.Key).ShouldBe(["Z", "a", "é", "模"]);
    }

    [Fact]
    public async Task The_latest_version_of_each_stage_is_shown_stages_by_their_first_version()
    {
        await CreateModelAsync("other", 2);
        await CreateModelAsync("fraud", 5);
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 4, "Production");
        await MoveAsync("fraud", 2, "Staging");

        (await GetModelAsync("fraud"))
            .LatestVersions.Select(version => (version.Stage, version.Number))
            .ShouldBe([("Production", 4), ("Staging", 2), ("None", 5)]);
    }

    [Fact]
    public async Task A_deleted_model_is_gone_with_all_it_had()
    {
        await CreateModelAsync("fraud", new Tag("k", "v"));
        await CreateVersionAsync("fraud", new Tag("k", "v"));
        await Aliases.SetAsync("fraud", AliasName.Parse("champion").Value, 1, Ana);

        (await Models.DeleteAsync("fraud", Ana)).IsOk.ShouldBeTrue();

        (await Models.GetAsync("fraud", Cancellation)).Error.ShouldBe(Error.ModelNotFound("fraud"));
        foreach (var table in new[] { "models", "model_tags", "versions", "version_tags", "aliases" })
        {
            (await Test.QueryAsync($"SELECT COUNT(*) FROM {table}")).ShouldBe(["0"]);
        }
    }

    [Fact]
    public async Task A_model_registered_again_begins_anew()
    {
        await CreateModelAsync("fraud", 3);
        await Models.DescribeAsync("fraud", "old", Ana);
        await Models.DeleteAsync("fraud", Ana);

        var again = await CreateModelAsync("fraud");

        again.Description.ShouldBeNull();
        again.LatestVersions.ShouldBeEmpty();
        (await CreateVersionAsync("fraud")).Number.ShouldBe(1);
    }

    private static void ShouldBeSame(RegisteredModel actual, RegisteredModel expected)
    {
        actual.Tags.ShouldBe(expected.Tags);
        (
            actual with
            {
                Tags = expected.Tags,
                Aliases = expected.Aliases,
                LatestVersions = expected.LatestVersions,
            }
        ).ShouldBe(expected);
    }
}

public sealed class SqliteModelStoreTests(SqliteTestDatabase database)
    : ModelStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresModelStoreTests(PostgresTestDatabase database)
    : ModelStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
