using CsCheck;
using Gradus.Core.Errors;

namespace Gradus.Core.Stages;

public sealed class StageCatalogTests
{
    private static readonly StageCatalog Default = StageCatalog.Default;

    [Fact]
    public void A_new_registry_has_the_five_stages_in_their_order() =>
        Default
            .Stages.Select(stage => (stage.Name, stage.Position, stage.Kind, stage.Occupancy))
            .ShouldBe([
                ("None", 0, StageKind.Initial, Occupancy.Many),
                ("Development", 1, StageKind.Active, Occupancy.Many),
                ("Staging", 2, StageKind.Active, Occupancy.Many),
                ("Production", 3, StageKind.Active, Occupancy.Many),
                ("Archived", 4, StageKind.Archive, Occupancy.Many),
            ]);

    [Fact]
    public void A_stage_is_found_by_its_very_name_only()
    {
        Default.Find("Production")!.Position.ShouldBe(3);
        Default.Find("production").ShouldBeNull();
        Default.FindIgnoringCase("pRODUCTION")!.Name.ShouldBe("Production");
        Default.FindIgnoringCase("Prod").ShouldBeNull();
        Default.Get("Production").Value.ShouldBe(Default.Find("Production"));
    }

    [Fact]
    public void Behind_a_stage_are_the_active_ones_that_follow_and_behind_an_unknown_one_none()
    {
        Default.ActiveAfter("Development").ShouldBe(["Staging", "Production"]);
        Default.ActiveAfter("Production").ShouldBeEmpty();
        Default.ActiveAfter("Canary").ShouldBeEmpty();
    }

    [Fact]
    public void Stages_are_put_in_another_order_at_the_places_that_they_had_among_them()
    {
        Default
            .Arrange(["Production", "Development"])
            .Value.Stages.Select(stage => (stage.Name, stage.Position))
            .ShouldBe([("None", 0), ("Production", 1), ("Staging", 2), ("Development", 3), ("Archived", 4)]);
        Default.Arrange(["Production", "Canary"]).Error!.Subject.ShouldBe("Canary");
    }

    [Fact]
    public void An_unknown_stage_is_refused_with_the_registered_ones_and_the_command_that_creates_it() =>
        Default
            .Get("Canary")
            .Error.ShouldBe(
                new Error(
                    ErrorCode.StageNotFound,
                    "Stage 'Canary' does not exist. Registered stages: None, Development, Staging, Production, Archived. "
                        + "Create it with: gradus stages create --name Canary",
                    "Canary"
                )
            );

    [Fact]
    public void A_name_of_another_case_is_refused_and_the_right_one_proposed() =>
        Default
            .Get("production")
            .Error!.Message.ShouldStartWith("Stage 'production' does not exist. Did you mean 'Production'? Registered");

    [Theory]
    [InlineData("two words", "'two words'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$(rm)", "'$(rm)'")]
    [InlineData("a-b_c.d", "a-b_c.d")]
    public void The_proposed_command_can_be_pasted_into_a_shell(string name, string quoted) =>
        Default.Get(name).Error!.Message.ShouldEndWith($"gradus stages create --name {quoted}");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_stage_is_required(string? name) =>
        Default.Get(name).Error.ShouldBe(Error.Invalid("Stage is required.", "stage"));

    [Fact]
    public void A_new_stage_stands_right_before_the_archive_unless_a_place_is_given()
    {
        Names(Add("Canary", null)).ShouldBe(["None", "Development", "Staging", "Production", "Canary", "Archived"]);
        Names(Add("Canary", 0)).ShouldBe(["Canary", "None", "Development", "Staging", "Production", "Archived"]);
        Names(Add("Canary", 5)).ShouldBe(["None", "Development", "Staging", "Production", "Archived", "Canary"]);
    }

    [Fact]
    public void A_new_stage_is_an_active_one_as_asked_for() =>
        Default
            .Add(StageName.Parse("Canary").Value, "A few.", Occupancy.One, 3)
            .Value.Find("Canary")
            .ShouldBe(new Stage("Canary", 3, "A few.", StageKind.Active, Occupancy.One));

    [Theory]
    [InlineData("Production", "Stage 'Production' already exists.")]
    [InlineData("production", "Stage 'production' differs from 'Production' only by case.")]
    public void A_name_that_is_taken_is_refused(string name, string message) =>
        Add(name, null).Error.ShouldBe(new Error(ErrorCode.AlreadyExists, message, name));

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    [InlineData(int.MaxValue, 5)]
    [InlineData(int.MinValue, 5)]
    public void A_place_outside_the_order_is_refused(int position, int last) =>
        Add("Canary", position)
            .Error.ShouldBe(Error.Invalid($"Position {position} is outside 0 to {last}.", "position"));

    [Fact]
    public void A_change_leaves_alone_what_it_does_not_name()
    {
        var before = Default.Find("Staging")!;

        Default.Change("Staging", null, null, null).Value.Stages.ShouldBe(Default.Stages);
        Default
            .Change("Staging", "Trial.", null, null)
            .Value.Find("Staging")
            .ShouldBe(before with { Description = "Trial." });
        Default
            .Change("Staging", null, Occupancy.One, null)
            .Value.Find("Staging")
            .ShouldBe(before with { Occupancy = Occupancy.One });
    }

    [Fact]
    public void A_stage_moves_to_the_place_it_is_given()
    {
        Names(Default.Change("Production", null, null, 1))
            .ShouldBe(["None", "Production", "Development", "Staging", "Archived"]);
        Names(Default.Change("None", null, null, 4))
            .ShouldBe(["Development", "Staging", "Production", "Archived", "None"]);
        Default.Change("None", null, null, 5).Error!.Message.ShouldBe("Position 5 is outside 0 to 4.");
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Archived")]
    public void Only_an_active_stage_can_hold_just_one(string name) =>
        Default
            .Change(name, null, Occupancy.One, null)
            .Error.ShouldBe(
                Error.Invalid($"Stage '{name}' must hold many versions: it is not an active stage.", "occupancy")
            );

    [Fact]
    public void An_unknown_stage_is_neither_changed_nor_removed()
    {
        Default.Change("staging", "x", null, null).Error!.Code.ShouldBe(ErrorCode.StageNotFound);
        Default.Remove("staging").Error!.Code.ShouldBe(ErrorCode.StageNotFound);
    }

    [Theory]
    [InlineData("None", "Stage 'None' cannot be deleted: new versions start there.")]
    [InlineData("Archived", "Stage 'Archived' cannot be deleted: displaced versions go there.")]
    public void The_initial_and_the_archive_stage_stay(string name, string message) =>
        Default.Remove(name).Error.ShouldBe(Error.Conflict(message, name));

    [Fact]
    public void Removing_a_stage_closes_the_gap() =>
        Default
            .Remove("Development")
            .Value.Stages.Select(stage => (stage.Name, stage.Position))
            .ShouldBe([("None", 0), ("Staging", 1), ("Production", 2), ("Archived", 3)]);

    [Fact]
    public void Whatever_is_done_positions_stay_dense_names_distinct_and_kinds_where_they_were() =>
        Edits.Array[0, 30].Sample(edits => Sound(edits.Aggregate(Default, (stages, edit) => Apply(edit, stages))));

    private static readonly Gen<string> AnyName = Gen.OneOf(
        "None",
        "none",
        "Development",
        "Staging",
        "STAGING",
        "Production",
        "Archived",
        "A",
        "a",
        "B",
        "C",
        "Ü",
        "ü"
    );

    private static readonly Gen<Func<StageCatalog, Result<StageCatalog>>> Edits = Gen.OneOf(
        Gen.Select(AnyName, Gen.Enum<Occupancy>(), Gen.Int[-1, 12].Nullable())
            .Select(
                (name, occupancy, position) =>
                    (Func<StageCatalog, Result<StageCatalog>>)(
                        stages => stages.Add(StageName.Parse(name).Value, "", occupancy, position)
                    )
            ),
        Gen.Select(AnyName, Gen.Enum<Occupancy>().Nullable(), Gen.Int[-1, 12].Nullable())
            .Select(
                (name, occupancy, position) =>
                    (Func<StageCatalog, Result<StageCatalog>>)(stages => stages.Change(name, null, occupancy, position))
            ),
        AnyName.Select(name => (Func<StageCatalog, Result<StageCatalog>>)(stages => stages.Remove(name)))
    );

    private static StageCatalog Apply(Func<StageCatalog, Result<StageCatalog>> edit, StageCatalog stages) =>
        edit(stages).Try(out var after, out _) ? after : stages;

    private static bool Sound(StageCatalog stages) =>
        stages.Stages.Select(stage => stage.Position).SequenceEqual(Enumerable.Range(0, stages.Stages.Count))
        && stages.Stages.DistinctBy(stage => stage.Name, StringComparer.OrdinalIgnoreCase).Count()
            == stages.Stages.Count
        && stages.Initial.Name == "None"
        && stages.Archive.Name == "Archived"
        && stages.Stages.All(stage => stage.Kind == StageKind.Active || stage.Occupancy == Occupancy.Many);

    private static Result<StageCatalog> Add(string name, int? position) =>
        Default.Add(StageName.Parse(name).Value, "", Occupancy.Many, position);

    private static IEnumerable<string> Names(Result<StageCatalog> stages) =>
        stages.Value.Stages.Select(stage => stage.Name);
}
