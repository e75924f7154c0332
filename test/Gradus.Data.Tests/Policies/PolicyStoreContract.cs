using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Core.Stages;
using Gradus.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Policies;

public abstract class PolicyStoreContract(TestDatabase database) : PolicyContract(database)
{
    [Fact]
    public async Task An_alias_that_means_a_stage_goes_to_its_holder_when_the_policy_comes_into_force()
    {
        await CreateModelAsync("fraud", 3);
        await CreateModelAsync("churn", 1);
        await MoveAsync("fraud", 2, "Production");
        await PointAsync("fraud", 3);
        await PointAsync("churn", 1);

        var plan = await Policies.PlanAsync(Parse(Gated), Cancellation);
        var applied = (await Policies.ApplyAsync(Gated, Parse(Gated), "", Root)).Value;

        string[] told =
        [
            "alias 'champion' of 'churn': version 1 → none, since nobody in good standing holds 'Production'",
            "alias 'champion' of 'fraud': version 3 → version 2, which holds 'Production'",
        ];
        plan.Aliases.Select(alias => alias.Say()).ShouldBe(told);
        applied.Aliases.ShouldBe(plan.Aliases);
        (await ChampionAsync()).ShouldBe(2);
        (await GetModelAsync("churn")).Aliases.ShouldBeEmpty();
        (await Policies.PlanAsync(Parse(Gated), Cancellation)).Aliases.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_policy_that_only_tells_moves_no_alias()
    {
        await CreateModelAsync("fraud", 1);
        await PointAsync("fraud", 1);
        var telling = Gated.Replace("version: 1", "version: 1\nmode: warn", StringComparison.Ordinal);

        (await Policies.ApplyAsync(telling, Parse(telling), "", Root)).Value.Aliases.ShouldBeEmpty();

        (await ChampionAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_says_what_applying_would_be_refused_for_and_calls_no_registered_stage_new()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 2, "Production");

        var plan = await Policies.PlanAsync(Parse(Gated), Cancellation);

        plan.Obstacle.ShouldBe((await TryApplyAsync(Gated)).Error);
        plan.Changes.ShouldNotContain(line => line.Contains("stage added"));
        plan.Changes.ShouldNotContain(line => line.StartsWith("stages:"));
        plan.Changes.ShouldContain("Production: occupancy as registered → one");
    }

    [Fact]
    public async Task What_a_policy_names_that_nobody_knows_is_told_with_what_was_probably_meant()
    {
        await CreateModelAsync("fraud", 1);
        var policy = Parse(
            """
            version: 1
            stages:
              - name: Production
                gates:
                  - threshold: { metric: acuracy, at_least: 0.9, source: logged }
                  - evaluate: { data: holdout }
            """
        );
        const string NoDataset = "'Production' measures on data set 'holdout', which is not registered.";

        const string NoMetric = "'Production' asks for the logged metric 'acuracy', which no version has.";

        (await Policies.UnknownNamesAsync(policy, Cancellation)).ShouldBe([NoDataset, NoMetric]);
        await LogAsync(1, 0.9);
        (await Policies.UnknownNamesAsync(policy, Cancellation)).ShouldBe([
            NoDataset,
            $"{NoMetric} Did you mean 'accuracy'?",
        ]);
    }

    [Fact]
    public async Task What_a_gate_asks_of_a_registered_data_set_must_have_a_meaning_there()
    {
        const string Policy = """
            version: 1
            stages:
              - name: Production
                gates:
                  - threshold: { metric: mae, at_most: 2, data: holdout }
            """;
        await PutAsync(new("label", []));

        var plan = await Policies.PlanAsync(Parse(Policy), Cancellation);
        var refused = await TryApplyAsync(Policy);

        refused.Error!.Message.ShouldStartWith(
            "The gate 'mae ≤ 2' of 'Production' cannot be judged: 'mae' is measured of regression, and data set 'holdout' is for "
                + "classification: on it are measured accuracy, "
        );
        plan.Obstacle.ShouldBe(refused.Error);
        await PutAsync(new("label", [], Core.Datasets.DatasetTask.Regression));
        (await TryApplyAsync(Policy)).IsOk.ShouldBeTrue();

        Task PutAsync(Core.Datasets.DatasetColumns columns) =>
            new Datasets.DatasetStore(Database).PutAsync(
                Core.Models.ModelName.Parse("holdout").Value,
                Artifacts.Blobs.DigestOf("data"),
                4,
                columns,
                Ana
            );
    }

    [Fact]
    public async Task What_the_policy_orders_is_not_ordered_otherwise()
    {
        await ApplyAsync(Gated);

        var refused = await new Stages.StageStore(Database).UpdateAsync("Production", null, null, 1, Root);

        refused.Error!.Message.ShouldBe("The policy orders its stages: Staging, Production; change their order there.");
        (await new Stages.StageStore(Database).UpdateAsync("Development", null, null, 3, Root)).IsOk.ShouldBeTrue();
    }

    private async Task PointAsync(string model, int version) =>
        (
            await Aliases.SetAsync(model, Core.Models.AliasName.Parse("champion").Value, version, Ana)
        ).IsOk.ShouldBeTrue();

    [Fact]
    public async Task A_new_registry_has_the_open_policy()
    {
        var policy = await Policies.CurrentAsync(Cancellation);

        (policy.Number, policy.Policy).ShouldBe((0, Policy.Open));
        policy.Text.ShouldBe(PolicyPresets.Find("open"));
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_applied_policy_is_kept_with_its_text_author_reason_and_time()
    {
        var applied = (await TryApplyAsync(Gated, Ana, "first")).Value;

        (applied.Number, applied.Text, applied.Author, applied.Reason).ShouldBe((1, Gated, "ana", "first"));
        applied.AppliedAt.ShouldBe(Clock.Now);
        (await Policies.CurrentAsync(Cancellation)).Digest.ShouldBe(applied.Digest);
        (await Policies.GetAsync(1, Cancellation)).Value.Text.ShouldBe(Gated);
        (await Policies.GetAsync(0, Cancellation)).Value.Policy.ShouldBe(Policy.Open);
        (await Policies.GetAsync(2, Cancellation)).Error!.Code.ShouldBe(ErrorCode.RecordNotFound);
    }

    [Fact]
    public async Task The_text_that_is_in_force_already_makes_no_revision_and_one_that_was_before_does()
    {
        await ApplyAsync(Gated);
        Clock.Advance(TimeSpan.FromHours(1));

        (await TryApplyAsync(Gated, Ben, "again")).Value.ShouldSatisfyAllConditions(
            same => same.Number.ShouldBe(1),
            same => same.Author.ShouldBe("root"),
            same => same.AppliedAt.ShouldBe(SettableClock.Start)
        );
        (await Policies.ApplyAsync(Gated, Parse(Gated), "", Ana)).Value.IsNew.ShouldBeFalse();
        await ApplyAsync("version: 1");
        (await Policies.ApplyAsync(Gated, Parse(Gated), "", Ana)).Value.ShouldSatisfyAllConditions(
            again => again.IsNew.ShouldBeTrue(),
            again => again.Revision.Number.ShouldBe(3)
        );

        (await ListAsync()).ShouldBe([3, 2, 1]);
    }

    [Fact]
    public async Task A_policy_registers_orders_and_narrows_its_stages_and_leaves_the_others_where_they_are()
    {
        await ApplyAsync(
            """
            version: 1
            stages:
              - { name: Production, description: Live., occupancy: one }
              - { name: Canary, occupancy: one }
              - name: Staging
            """
        );

        var stages = await Stages.ListAsync(Cancellation);
        stages
            .Stages.Select(stage => stage.Name)
            .ShouldBe(["None", "Development", "Production", "Canary", "Staging", "Archived"]);
        stages.Stages.Select(stage => stage.Position).ShouldBe(Enumerable.Range(0, 6));
        stages.Find("Production").ShouldBe(new Stage("Production", 2, "Live.", StageKind.Active, Occupancy.One));
        stages.Find("Canary")!.Occupancy.ShouldBe(Occupancy.One);
        stages
            .Find("Staging")!
            .ShouldSatisfyAllConditions(
                staging => staging.Occupancy.ShouldBe(Occupancy.Many),
                staging => staging.Description.ShouldNotBeEmpty()
            );
    }

    [Fact]
    public async Task A_stage_that_is_narrowed_has_its_holder_displaced_from_then_on()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await ApplyAsync("version: 1\nstages:\n  - { name: Production, occupancy: one }");

        await MoveAsync("fraud", 2, "Production");

        (await HoldersAsync("fraud", "Production")).ShouldBe([2]);
    }

    [Fact]
    public async Task A_policy_that_cannot_narrow_a_stage_leaves_the_old_one_and_every_stage_as_they_were()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 2, "Production");
        var before = (await Stages.ListAsync(Cancellation)).Stages;

        var refused = await TryApplyAsync(
            "version: 1\nstages:\n  - name: Canary\n  - { name: Production, occupancy: one }"
        );

        refused.Error.ShouldBe(
            Error.Conflict(
                "Stage 'Production' cannot be narrowed to one version: it holds several of 'fraud'. Move them first.",
                "Production"
            )
        );
        (await Policies.CurrentAsync(Cancellation)).Number.ShouldBe(0);
        (await Stages.ListAsync(Cancellation)).Stages.ShouldBe(before);
    }

    [Fact]
    public async Task Who_may_not_apply_a_policy_does_not()
    {
        await ApplyAsync(OnlyRoot);

        (await TryApplyAsync("version: 1", Ana)).Error!.Code.ShouldBe(ErrorCode.Forbidden);

        (await Policies.CurrentAsync(Cancellation)).Number.ShouldBe(1);
        (await TryApplyAsync("version: 1", Root)).Value.Number.ShouldBe(2);
    }

    [Fact]
    public async Task Policies_applied_at_once_are_numbered_without_a_gap_and_the_last_is_in_force()
    {
        var texts = Enumerable.Range(0, 16).Select(i => $"version: 1\n# {i}\n").ToList();

        var applied = await Task.WhenAll(texts.Select(text => TryApplyAsync(text)));

        applied.Select(result => result.Value.Number).Order().ShouldBe(Enumerable.Range(1, 16));
        (await ListAsync()).ShouldBe(Enumerable.Range(1, 16).Reverse());
        var last = applied.Single(result => result.Value.Number == 16).Value;
        (await Policies.CurrentAsync(Cancellation)).Text.ShouldBe(last.Text);
    }

    [Fact]
    public async Task Revisions_are_listed_by_pages_newest_first()
    {
        for (var i = 0; i < 5; i++)
        {
            await ApplyAsync($"version: 1\n# {i}\n");
        }

        (await ListAsync(pageSize: 2)).ShouldBe([5, 4, 3, 2, 1]);
        (await Policies.ListAsync(2, "nonsense", Cancellation)).Error!.Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public async Task A_plan_names_the_holders_that_would_not_get_in_again_and_writes_nothing()
    {
        await CreateModelAsync("fraud", 2);
        await MoveAsync("fraud", 1, "Production");
        await MoveAsync("fraud", 2, "Production");
        await LogAsync(1, 0.95);
        await LogAsync(2, 0.5);

        var plan = await Policies.PlanAsync(Parse(Gated), Cancellation);

        plan.Changes.ShouldNotBeEmpty();
        var holder = plan.Holders.ShouldHaveSingleItem();
        (holder.Model, holder.Version, holder.Stage).ShouldBe(("fraud", 2, "Production"));
        holder.Unmet.ShouldHaveSingleItem().Message.ShouldContain("accuracy = 0.5");
        (await Policies.CurrentAsync(Cancellation)).Number.ShouldBe(0);
    }

    [Fact]
    public async Task A_plan_names_the_holders_that_would_fail_the_checks_after_the_move_and_not_those_of_whom_nothing_is_known()
    {
        const string watched = """
            version: 1
            stages:
              - name: Production
                verify:
                  gates: [threshold: { metric: accuracy, at_least: 0.9, source: logged }]
            """;
        await CreateModelAsync("fraud", 3);
        foreach (var version in new[] { 1, 2, 3 })
        {
            await MoveAsync("fraud", version, "Production");
        }

        await LogAsync(1, 0.95);
        await LogAsync(2, 0.5);

        var holder = (await Policies.PlanAsync(Parse(watched), Cancellation)).Holders.ShouldHaveSingleItem();

        holder.Version.ShouldBe(2);
        holder.Unmet.ShouldHaveSingleItem().Message.ShouldStartWith("after the move: accuracy = 0.5");
    }

    [Fact]
    public async Task The_policy_that_is_in_force_applied_again_puts_strayed_aliases_back_under_its_own_number()
    {
        const string rules = "version: 1\nstages:\n  - { name: Production, aliases: [champion] }";
        await CreateModelAsync("fraud", 1);
        await ApplyAsync(rules);
        await MoveAsync("fraud", 1, "Production");
        await Test.ExecuteAsync("DELETE FROM aliases");

        var again = (await Policies.ApplyAsync(rules, Parse(rules), "", Root)).Value;

        (again.IsNew, again.Revision.Number).ShouldBe((false, 1));
        again.Aliases.ShouldHaveSingleItem().To.ShouldBe(1);
        (await ChampionAsync()).ShouldBe(1);
        (
            await Database.QueryAsync(
                session =>
                    session.ListAsync("SELECT subject FROM ledger ORDER BY sequence DESC", row => row.GetString(0)),
                Cancellation
            )
        )[0]
            .ShouldBe("policies/1");
    }

    [Fact]
    public async Task An_alias_that_means_a_stage_follows_who_holds_it()
    {
        await CreateModelAsync("fraud", 3);
        await ApplyAsync("version: 1\nstages:\n  - { name: Production, aliases: [champion, live] }");

        await MoveAsync("fraud", 1, "Production");
        (await ChampionAsync()).ShouldBe(1);
        await MoveAsync("fraud", 3, "Production");
        await MoveAsync("fraud", 2, "Production");
        (await GetVersionAsync("fraud", 2)).Aliases.ShouldBe(["champion", "live"]);
        await MoveAsync("fraud", 2, "Archived");
        (await ChampionAsync()).ShouldBe(3);
        await MoveAsync("fraud", 1, "Archived");
        (await ChampionAsync()).ShouldBe(3);
        await MoveAsync("fraud", 3, "Archived");

        (await GetModelAsync("fraud")).Aliases.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_alias_goes_with_the_move_that_displaces_its_holder()
    {
        await CreateModelAsync("fraud", 2);
        await ApplyAsync("version: 1\nstages:\n  - { name: Production, occupancy: one, aliases: [champion] }");
        await MoveAsync("fraud", 1, "Production");

        await MoveAsync("fraud", 2, "Production");

        (await ChampionAsync()).ShouldBe(2);
        (await GetVersionAsync("fraud", 1)).Aliases.ShouldBeEmpty();
    }

    private async Task<List<int>> ListAsync(int pageSize = 100)
    {
        var numbers = new List<int>();
        string? token = null;
        do
        {
            var page = (await Policies.ListAsync(pageSize, token, Cancellation)).Value;
            page.Items.Count.ShouldBeLessThanOrEqualTo(pageSize);
            numbers.AddRange(page.Items.Select(item => item.Number));
            token = page.Next;
        } while (token is not null);
        return numbers;
    }
}

public sealed class SqlitePolicyStoreTests(SqliteTestDatabase database)
    : PolicyStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresPolicyStoreTests(PostgresTestDatabase database)
    : PolicyStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
