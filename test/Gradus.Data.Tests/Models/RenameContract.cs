using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Testing.Databases;

namespace Gradus.Data.Models;

public abstract class RenameContract(TestDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task A_rename_takes_everything_along()
    {
        await CreateModelAsync("fraud", new Tag("model", "tag"));
        await CreateVersionAsync("fraud", new Tag("version", "tag"));
        await CreateVersionAsync("fraud");
        await Aliases.SetAsync("fraud", AliasName.Parse("champion").Value, 1, Ana);
        await MoveAsync("fraud", 1, "Production");
        var history = await HistoryAsync("fraud");
        Clock.Advance(TimeSpan.FromSeconds(1));

        var renamed = (await RenameAsync("fraud", "scam")).Value;

        renamed.Name.ShouldBe("scam");
        renamed.UpdatedAt.ShouldBe(Clock.Now);
        renamed.Tags.ShouldBe([new Tag("model", "tag")]);
        renamed.Aliases.ShouldBe([new Alias("champion", 1)]);
        renamed.LatestVersions.Select(version => version.Number).ShouldBe([1, 2]);
        var version = await GetVersionAsync("scam", 1);
        version.Tags.ShouldBe([new Tag("version", "tag")]);
        version.Aliases.ShouldBe(["champion"]);
        version.UpdatedAt.ShouldBe(Clock.Now);
        (await HistoryAsync("scam")).ShouldBe(history);
    }

    [Fact]
    public async Task Nothing_stays_under_the_old_name_but_the_history()
    {
        await CreateModelAsync("fraud", 1);
        await RenameAsync("fraud", "scam");

        var unknown = Error.ModelNotFound("fraud");
        (await Models.GetAsync("fraud", Cancellation)).Error.ShouldBe(unknown);
        (await Versions.GetAsync("fraud", 1, Cancellation)).Error.ShouldBe(unknown);
        (await HistoryAsync("fraud")).ShouldBe(await HistoryAsync("scam"));
    }

    [Fact]
    public async Task Numbers_go_on_under_the_new_name_and_the_old_one_is_free()
    {
        await CreateModelAsync("fraud", 2);
        await RenameAsync("fraud", "scam");
        await CreateModelAsync("fraud");

        (await CreateVersionAsync("scam")).Number.ShouldBe(3);
        (await CreateVersionAsync("fraud")).Number.ShouldBe(1);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_and_nothing_changes()
    {
        await CreateModelAsync("fraud", 1);
        await CreateModelAsync("scam");

        (await RenameAsync("fraud", "scam")).Error.ShouldBe(
            new Error(ErrorCode.AlreadyExists, "Registered model 'scam' already exists.", "scam")
        );
        (await GetVersionAsync("fraud", 1)).Model.ShouldBe("fraud");
    }

    [Fact]
    public async Task A_model_may_be_given_the_name_it_has_or_the_same_in_another_case()
    {
        await CreateModelAsync("fraud", 1);

        (await RenameAsync("fraud", "fraud")).Value.Name.ShouldBe("fraud");
        (await RenameAsync("fraud", "Fraud")).Value.Name.ShouldBe("Fraud");
        (await GetVersionAsync("Fraud", 1)).Number.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_who_want_the_same_new_name_at_once_one_gets_it_and_the_others_are_refused()
    {
        for (var round = 0; round < 5; round++)
        {
            var names = Enumerable.Range(0, 8).Select(i => $"m{round}-{i}").ToList();
            foreach (var name in names)
            {
                await CreateModelAsync(name);
            }

            var target = $"target-{round}";
            var renames = names.Select(name => RenameAsync(name, target));
            var creation = Models.CreateAsync(ModelName.Parse(target).Value, null, [], Ana);
            var results = await Task.WhenAll(renames.Append(creation));

            results.Count(result => result.IsOk).ShouldBe(1);
            results.Where(result => !result.IsOk).ShouldAllBe(result => result.Error!.Code == ErrorCode.AlreadyExists);
        }
    }

    [Fact]
    public async Task Two_models_that_take_each_others_names_at_once_come_to_an_end()
    {
        await CreateModelAsync("a", 1);
        await CreateModelAsync("b", 1);

        var results = await Task.WhenAll(RenameAsync("a", "b"), RenameAsync("b", "a"));

        results.ShouldAllBe(result => result.IsOk || result.Error.Code == ErrorCode.AlreadyExists);
        (await Test.QueryAsync("SELECT name FROM models ORDER BY name")).ShouldBe(["a", "b"]);
    }

    private Task<Result<RegisteredModel>> RenameAsync(string name, string newName) =>
        Models.RenameAsync(name, ModelName.Parse(newName).Value, Ana);
}

public sealed class SqliteRenameTests(SqliteTestDatabase database)
    : RenameContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRenameTests(PostgresTestDatabase database)
    : RenameContract(database),
        IClassFixture<PostgresTestDatabase>;
