using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Promotions;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Gates;

public abstract class WaiverStoreContract(TestDatabase database) : PolicyContract(database)
{
    private const string Unattended = """
        version: 1
        stages:
          - name: Production
            gates:
              - threshold: { metric: accuracy, at_least: 0.9, source: logged }
        """;

    private const string Gate = "logged accuracy ≥ 0.9";

    [Fact]
    public async Task A_waiver_lets_its_version_past_its_gate_until_it_expires()
    {
        await StartAsync();
        var granted = (await GrantAsync("w-1", 1)).Value;
        (granted.Actor, granted.CreatedAt).ShouldBe(("ana", Clock.Now));

        var plain = Promotions.OpenAsync(new("p-1", "fraud", 1, "Production", PromotionTerms.Plain, ""), Ana);
        (await plain).IsOk.ShouldBeTrue();
        var passed = await RunAsync("p-1");
        (await HistoryAsync("fraud"))[^1]
            .Reason.ShouldStartWith($"Passed 1 gate. Waived: {Gate}, waived by ana until ");
        await MoveAsync("fraud", 1, "Archived");
        Clock.Advance(TimeSpan.FromHours(1));
        var late = await PromoteAsync("p-2", 1);

        passed.Phase.ShouldBe(Phase.Succeeded);
        passed.Gates.Single(gate => gate.Name == Gate).Result!.Verdict.ShouldBe(Verdict.Waived);
        late.Phase.ShouldBe(Phase.Refused);
    }

    [Fact]
    public async Task A_gate_that_is_asked_after_the_move_only_is_waived_by_its_name()
    {
        await StartAsync();
        await ApplyAsync(
            """
            version: 1
            stages:
              - name: Production
                verify:
                  gates:
                    - threshold: { metric: accuracy, at_least: 0.9, source: logged }
            """
        );
        await LogAsync(1, 0.5);
        (await GrantAsync("w-1", 1, gate: "logged accuracy ≥ 0.9")).IsOk.ShouldBeTrue();

        await PromoteAsync("p-1", 1);
        var verified = await RunAsync("p-1");

        verified.Phase.ShouldBe(Phase.Succeeded, verified.Outcome);
        verified.Verifications.Single().Result!.Verdict.ShouldBe(Verdict.Waived);
    }

    [Fact]
    public async Task A_waiver_is_for_one_version_only()
    {
        await StartAsync();
        await GrantAsync("w-1", 2);

        (await Waivers.ListAsync("fraud", 1, CancellationToken.None)).ShouldBeEmpty();
        (await Waivers.ListAsync("fraud", 2, CancellationToken.None)).ShouldHaveSingleItem();
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Refused);
        (await PromoteAsync("p-2", 2)).Phase.ShouldBe(Phase.Succeeded);
    }

    [Fact]
    public async Task One_that_was_taken_back_opens_nothing_and_is_taken_back_once()
    {
        await StartAsync();
        await GrantAsync("w-1", 1);
        var revoked = (await Waivers.RevokeAsync("w-1", Ben)).Value;
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await Waivers.RevokeAsync("w-1", Ana)).Value.RevokedAt.ShouldBe(revoked.RevokedAt);

        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Refused);
        (await Waivers.RevokeAsync("w-9", Ana)).Error!.Code.ShouldBe(ErrorCode.RecordNotFound);
    }

    [Fact]
    public async Task One_that_is_taken_back_while_the_promotion_waits_stops_it()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(
            Unattended.Replace("gates:", "approvals: { required: 1 }\n    gates:", StringComparison.Ordinal)
        );
        await GrantAsync("w-1", 1);
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.AwaitingApproval);

        await Waivers.RevokeAsync("w-1", Ben);

        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Refused);
        (await GetVersionAsync("fraud", 1)).Stage.ShouldBe("None");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_and_nothing_is_kept()
    {
        await StartAsync();

        (await GrantAsync("w", 9)).Error!.Code.ShouldBe(ErrorCode.VersionNotFound);
        (await GrantAsync("w", 1, stage: "production")).Error!.Code.ShouldBe(ErrorCode.StageNotFound);
        (await GrantAsync("w", 1, model: "nobody")).Error!.Code.ShouldBe(ErrorCode.ModelNotFound);
        (await GrantAsync("w", 1, gate: "accuracy")).Error!.Message.ShouldBe(
            $"'Production' has no gate 'accuracy'. Its gates: signature, {Gate}."
        );
        (await GrantAsync("w", 1, stage: "Staging")).Error!.Code.ShouldBe(ErrorCode.Invalid);
        (await GrantAsync("w", 1, hours: 0)).Error!.Message.ShouldBe("A waiver must expire in the future.");
        (await GrantAsync("w", 1, hours: 9_000)).Error!.Message.ShouldStartWith("A waiver holds for a year at most");

        (await Waivers.ListAsync(null, null, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_not_waive_neither_grants_nor_takes_back()
    {
        await StartAsync();
        await ApplyAsync($"{Unattended}\n{OnlyRoot["version: 1\n".Length..]}");
        (await Waivers.GrantAsync(Waiver("w-1", "fraud", 1, "Production", Gate, 1), Root)).IsOk.ShouldBeTrue();

        (await GrantAsync("w-2", 1)).Error!.Code.ShouldBe(ErrorCode.Forbidden);
        (await Waivers.RevokeAsync("w-1", Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);

        (await Waivers.ListAsync("fraud", null, Cancellation)).ShouldHaveSingleItem().RevokedAt.ShouldBeNull();
        (await Waivers.ListAsync("other", null, Cancellation)).ShouldBeEmpty();
    }

    private async Task StartAsync()
    {
        await CreateMeasurableAsync("fraud", 2);
        await ApplyAsync(Unattended);
    }

    private Task<Result<Waiver>> GrantAsync(
        string id,
        int version,
        string model = "fraud",
        string stage = "Production",
        string gate = Gate,
        int hours = 1
    ) => Waivers.GrantAsync(Waiver(id, model, version, stage, gate, hours), Ana);

    private Waiver Waiver(string id, string model, int version, string stage, string gate, int hours) =>
        new(id, model, version, stage, gate, "known", "", default, Clock.Now.AddHours(hours));
}

public sealed class SqliteWaiverStoreTests(SqliteTestDatabase database)
    : WaiverStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresWaiverStoreTests(PostgresTestDatabase database)
    : WaiverStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
