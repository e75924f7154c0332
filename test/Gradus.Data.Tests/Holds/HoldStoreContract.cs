using Gradus.Core.Errors;
using Gradus.Core.Holds;
using Gradus.Core.Promotions;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Holds;

public abstract class HoldStoreContract(TestDatabase database) : PolicyContract(database)
{
    [Fact]
    public async Task A_hold_is_kept_with_who_put_it_and_when_until_it_is_lifted()
    {
        await CreateModelAsync("fraud");
        var put = (await PutAsync("h-1", HoldKind.Automation, "fraud", "Staging")).Value;
        put.ShouldBe(new Hold("h-1", HoldKind.Automation, "fraud", "Staging", "because", "ana", SettableClock.Start));
        Clock.Advance(TimeSpan.FromMinutes(1));

        var lifted = (await Holds.LiftAsync("h-1", Ben)).Value;

        lifted.ShouldBe(put with { LiftedBy = "ben", LiftedAt = Clock.Now });
        (await Holds.LiftAsync("h-1", Ana)).Value.ShouldBe(lifted);
        (await Holds.ListAsync(false, Cancellation)).ShouldBeEmpty();
        (await Holds.ListAsync(true, Cancellation)).ShouldBe([lifted]);
    }

    [Fact]
    public async Task What_does_not_exist_is_not_held()
    {
        (await PutAsync("h-1", HoldKind.Line, "nobody", null)).Error.ShouldBe(Error.ModelNotFound("nobody"));
        (await PutAsync("h-1", HoldKind.Line, null, "production")).Error!.Code.ShouldBe(ErrorCode.StageNotFound);
        (await Holds.LiftAsync("h-1", Ana)).Error!.Code.ShouldBe(ErrorCode.RecordNotFound);
        (await Holds.ListAsync(true, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_not_hold_neither_puts_nor_lifts()
    {
        await ApplyAsync(OnlyRoot);
        (await Holds.PutAsync(Hold("h-1", HoldKind.Line, null, null), Root)).IsOk.ShouldBeTrue();

        (await PutAsync("h-2", HoldKind.Line, null, null)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await Holds.LiftAsync("h-1", Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);

        (await Holds.ListAsync(false, Cancellation)).ShouldHaveSingleItem().Id.ShouldBe("h-1");
    }

    [Theory]
    [InlineData("fraud", "Production")]
    [InlineData("fraud", null)]
    [InlineData(null, "Production")]
    [InlineData(null, null)]
    public async Task A_stopped_line_keeps_a_promotion_waiting_until_it_is_lifted(string? model, string? stage)
    {
        await CreateMeasurableAsync("fraud", 1);
        await PutAsync("h-1", HoldKind.Line, model, stage);

        var waiting = await PromoteAsync("p-1", 1);

        (waiting.Phase, waiting.WakeAt).ShouldBe((Phase.Soaking, null));
        waiting.Outcome.ShouldContain("the line is stopped by ana: because");
        (await TryMoveAsync("fraud", 1, "Production")).Error!.Code.ShouldBe(ErrorCode.PromotionNeeded);
        await Holds.LiftAsync("h-1", Ben);
        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Succeeded);
    }

    [Fact]
    public async Task A_hold_on_automation_stops_automation_and_nobody_else()
    {
        await CreateMeasurableAsync("fraud", 1);
        await PutAsync("h-1", HoldKind.Automation, "fraud", "Production");
        var unasked = PromotionTerms.Plain with { Origin = PromotionOrigin.Automation };
        await TryOpenAsync("p-1", "fraud", 1, unasked);

        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Refused);
        (await PromoteAsync("p-2", 1)).Phase.ShouldBe(Phase.Succeeded);
    }

    [Fact]
    public async Task A_hold_goes_with_its_models_name_and_ends_with_the_model()
    {
        await CreateModelAsync("fraud");
        await PutAsync("h-1", HoldKind.Line, "fraud", null);

        await Models.RenameAsync("fraud", Core.Models.ModelName.Parse("theft").Value, Ana);
        (await Holds.ListAsync(false, Cancellation)).ShouldHaveSingleItem().Model.ShouldBe("theft");
        await Models.DeleteAsync("theft", Ana);

        (await Holds.ListAsync(true, Cancellation)).ShouldBeEmpty();
    }

    private Task<Result<Hold>> PutAsync(string id, HoldKind kind, string? model, string? stage) =>
        Holds.PutAsync(Hold(id, kind, model, stage), Ana);

    private static Hold Hold(string id, HoldKind kind, string? model, string? stage) =>
        new(id, kind, model, stage, "because", "", default);
}

public sealed class SqliteHoldStoreTests(SqliteTestDatabase database)
    : HoldStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresHoldStoreTests(PostgresTestDatabase database)
    : HoldStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
