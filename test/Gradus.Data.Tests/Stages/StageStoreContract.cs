using Gradus.Core.Errors;
using Gradus.Core.Stages;
using Gradus.Testing.Databases;

namespace Gradus.Data.Stages;

public abstract class StageStoreContract(TestDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task A_new_registry_has_the_default_stages() =>
        (await ListAsync()).Stages.ShouldBe(StageCatalog.Default.Stages);

    [Fact]
    public async Task A_stage_is_kept_as_it_was_created()
    {
        var created = (
            await Stages.CreateAsync(StageName.Parse("Größe 🚀 'x'").Value, "Some \"text\".", Occupancy.One, 2, Ana)
        ).Value;

        created.ShouldBe(new Stage("Größe 🚀 'x'", 2, "Some \"text\".", StageKind.Active, Occupancy.One));
        var stages = await ListAsync();
        stages.Find(created.Name).ShouldBe(created);
        stages.Stages.Select(stage => stage.Position).ShouldBe(Enumerable.Range(0, 6));
    }

    [Fact]
    public async Task A_change_is_kept_and_leaves_alone_what_it_does_not_name()
    {
        var before = (await ListAsync()).Find("Staging")!;

        (await Stages.UpdateAsync("Staging", null, null, null, Ana)).Value.ShouldBe(before);
        (await Stages.UpdateAsync("Staging", "Trial.", null, null, Ana)).IsOk.ShouldBeTrue();
        (await Stages.UpdateAsync("Staging", null, Occupancy.One, 1, Ana)).IsOk.ShouldBeTrue();

        var stages = await ListAsync();
        stages.Find("Staging").ShouldBe(new Stage("Staging", 1, "Trial.", StageKind.Active, Occupancy.One));
        stages
            .Stages.Select(stage => stage.Name)
            .ShouldBe(["None", "Staging", "Development", "Production", "Archived"]);
    }

    [Fact]
    public async Task A_deleted_stage_is_gone_and_the_gap_is_closed()
    {
        (await Stages.DeleteAsync("Development", Ana)).IsOk.ShouldBeTrue();

        (await ListAsync())
            .Stages.Select(stage => (stage.Name, stage.Position))
            .ShouldBe([("None", 0), ("Staging", 1), ("Production", 2), ("Archived", 3)]);
        (await Stages.DeleteAsync("Development", Ana)).Error!.Code.ShouldBe(ErrorCode.StageNotFound);
    }

    [Fact]
    public async Task A_refused_change_changes_nothing()
    {
        (await Stages.UpdateAsync("Staging", "x", Occupancy.One, 99, Ana)).Error!.Code.ShouldBe(ErrorCode.Invalid);
        (await Stages.UpdateAsync("staging", "x", null, null, Ana)).Error!.Code.ShouldBe(ErrorCode.StageNotFound);
        (await CreateAsync("production")).Error!.Code.ShouldBe(ErrorCode.AlreadyExists);
        (await Stages.DeleteAsync("None", Ana)).Error!.Code.ShouldBe(ErrorCode.Conflict);
        (await Stages.DeleteAsync("Archived", Ana)).Error!.Code.ShouldBe(ErrorCode.Conflict);

        (await ListAsync()).Stages.ShouldBe(StageCatalog.Default.Stages);
    }

    [Theory]
    [InlineData("Kelvin", "\u212Aelvin")]
    [InlineData("Größe", "GRÖßE")]
    [InlineData("i", "I")]
    [InlineData("Σ", "σ")]
    public async Task Names_that_differ_by_the_case_of_any_script_are_refused(string name, string twin)
    {
        (await CreateAsync(name)).IsOk.ShouldBeTrue();

        (await CreateAsync(twin)).Error.ShouldBe(
            new Error(ErrorCode.AlreadyExists, $"Stage '{twin}' differs from '{name}' only by case.", twin)
        );
    }

    [Theory]
    [InlineData("ı", "i")]
    [InlineData("ſ", "s")]
    [InlineData("ß", "ss")]
    public async Task Names_that_only_look_alike_are_two_stages(string name, string other)
    {
        (await CreateAsync(name)).IsOk.ShouldBeTrue();
        (await CreateAsync(other)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Stages_created_at_once_all_have_their_place()
    {
        var created = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => CreateAsync($"stage {i / 2}")));

        created.Count(result => result.IsOk).ShouldBe(8);
        var stages = (await ListAsync()).Stages;
        stages.Count.ShouldBe(13);
        stages.Select(stage => stage.Position).ShouldBe(Enumerable.Range(0, 13));
    }

    [Fact]
    public async Task A_stage_that_holds_versions_is_not_deleted()
    {
        await CreateModelAsync("fraud", 2);
        await CreateModelAsync("other", 1);
        await MoveAsync("fraud", 1, "Staging");

        (await Stages.DeleteAsync("Staging", Ana)).Error.ShouldBe(
            Error.Conflict("Stage 'Staging' cannot be deleted: it holds 1 version. Move them first.", "Staging")
        );
        await MoveAsync("other", 1, "Staging");
        (await Stages.DeleteAsync("Staging", Ana)).Error!.Message.ShouldContain("it holds 2 versions");
        await MoveAsync("fraud", 1, "Archived");
        await MoveAsync("other", 1, "Archived");
        (await Stages.DeleteAsync("Staging", Ana)).IsOk.ShouldBeTrue();
        (await HistoryAsync("fraud")).ShouldContain(transition => transition.To == "Staging");
    }

    [Fact]
    public async Task A_stage_is_not_narrowed_while_a_model_has_several_versions_in_it()
    {
        await CreateModelAsync("a", 1);
        await CreateModelAsync("b", 2);
        await MoveAsync("a", 1, "Production");
        await MoveAsync("b", 1, "Production");
        await MoveAsync("b", 2, "Production");

        (await Stages.UpdateAsync("Production", "x", Occupancy.One, 0, Ana)).Error.ShouldBe(
            Error.Conflict(
                "Stage 'Production' cannot be narrowed to one version: it holds several of 'b'. Move them first.",
                "Production"
            )
        );
        (await ListAsync()).Stages.ShouldBe(StageCatalog.Default.Stages);

        await MoveAsync("b", 1, "Archived");
        (await Stages.UpdateAsync("Production", null, Occupancy.One, null, Ana)).Value.Occupancy.ShouldBe(
            Occupancy.One
        );
        (await HoldersAsync("a", "Production")).ShouldBe([1]);
        (await HoldersAsync("b", "Production")).ShouldBe([2]);
    }

    [Fact]
    public async Task Once_narrowed_a_stage_has_its_holder_displaced_and_once_widened_no_more()
    {
        await CreateModelAsync("fraud", 3);
        await MoveAsync("fraud", 1, "Production");
        await Stages.UpdateAsync("Production", null, Occupancy.One, null, Ana);

        await MoveAsync("fraud", 2, "Production");
        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);

        await Stages.UpdateAsync("Production", null, Occupancy.Many, null, Ana);
        await MoveAsync("fraud", 3, "Production");
        (await HoldersAsync("fraud", "Production")).ShouldBe([2, 3]);
    }

    private async Task<StageCatalog> ListAsync() => await Stages.ListAsync(Cancellation);

    private Task<Result<Stage>> CreateAsync(string name) =>
        Stages.CreateAsync(StageName.Parse(name).Value, "", Occupancy.Many, null, Ana);
}

public sealed class SqliteStageStoreTests(SqliteTestDatabase database)
    : StageStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresStageStoreTests(PostgresTestDatabase database)
    : StageStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
