using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Search;
using Gradus.Testing.Databases;

namespace Gradus.Data.Promotions;

public abstract class PromotionStoreContract(TestDatabase database) : PromotionContract(database)
{
    [Fact]
    public async Task Who_asks_on_other_terms_than_the_open_one_is_refused_and_shown_a_plan_of_their_own()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured with { Require = ["accuracy>=0.5"] });
        var stricter = new NewPromotion(
            "p-2",
            "fraud",
            1,
            "Production",
            Measured with
            {
                Require = ["accuracy>=0.99"],
            },
            ""
        );

        var refusal = (await Promotions.OpenAsync(stricter, Ana)).Error!;
        var plan = (await Promotions.PlanAsync(stricter, Ana, Cancellation)).Value;

        (refusal.Code, refusal.Subject).ShouldBe((ErrorCode.Conflict, "p-1"));
        refusal.Message.ShouldContain("is open on other terms");
        plan.Gates.ShouldContain(gate => gate.Name == "accuracy ≥ 0.99");
        plan.IsReady.ShouldBeFalse();
        plan.Unmet[0].Message.ShouldBe("promotion p-1 of the same is open on other terms");
        (
            await Promotions.OpenAsync(stricter with { Terms = Measured with { Require = ["accuracy >= 0.50"] } }, Ana)
        ).Error!.Code.ShouldBe(ErrorCode.PromotionOpen);
    }

    [Fact]
    public async Task A_promotion_is_kept_as_it_was_asked_for()
    {
        await CreateMeasurableAsync("fraud", 1);

        var opened = await OpenAsync("p-1", 1, Measured with { Best = null, ArchiveExisting = true });

        var found = await GetAsync("p-1");
        (found.Model, found.Version, found.Stage, found.Phase, found.Revision).ShouldBe(
            ("fraud", 1, "Production", Phase.Gating, 1L)
        );
        (found.Actor, found.RequestId, found.Reason, found.CreatedAt).ShouldBe(("ana", "r-ana", "because", Clock.Now));
        found.Terms.Require.ShouldBe(["accuracy>=0.9"]);
        found.Terms.ArchiveExisting.ShouldBeTrue();
        found.Terms.Dataset!.Ignore.ShouldBe(["s"]);
        found.Terms.Limits.ShouldBe(opened.Terms.Limits);
        found.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_unknown_is_refused_by_what_is_missing()
    {
        await CreateMeasurableAsync("fraud", 1);

        (await TryOpenAsync("p", "fraud", 1, Ungated, "Nowhere")).Error!.Code.ShouldBe(ErrorCode.StageNotFound);
        (await TryOpenAsync("p", "nobody", 1, Ungated)).Error.ShouldBe(Error.ModelNotFound("nobody"));
        (await TryOpenAsync("p", "fraud", 9, Ungated)).Error.ShouldBe(Error.VersionNotFound("fraud", "9"));
        (await TryOpenAsync("p", "fraud", 1, Ungated, "None")).Error!.Code.ShouldBe(ErrorCode.Invalid);
        (await Promotions.GetAsync("p", Cancellation)).Error.ShouldBe(Error.PromotionNotFound("p"));
        (await Steps.AdvanceAsync("p", Cancellation)).Error.ShouldBe(Error.PromotionNotFound("p"));
        (await Steps.ApplyAsync("p")).Error.ShouldBe(Error.PromotionNotFound("p"));
        (await Steps.CancelAsync("p", Ana)).Error.ShouldBe(Error.PromotionNotFound("p"));
    }

    [Fact]
    public async Task Of_64_who_ask_for_the_same_at_once_one_is_open_and_the_others_are_told_which()
    {
        await CreateMeasurableAsync("fraud", 1);

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(i =>
                    i % 2 == 0
                        ? TryOpenAsync($"p-{i}", "fraud", 1, Measured)
                        : TryOpenAsync($"p-{i}", "fraud", null, Measured with { Best = Selection.By("accuracy") })
                )
        );

        var opened = results.Where(result => result.IsOk).Select(result => result.Value).ToList();
        opened.Select(promotion => promotion.Version).Order().ShouldBe([null, 1]);
        results
            .Where(result => !result.IsOk)
            .ShouldAllBe(result => opened.Any(promotion => promotion.Id == result.Error!.Subject));
    }

    [Fact]
    public async Task Once_it_has_ended_the_same_may_be_asked_for_again()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured);
        (await TryOpenAsync("p-2", "fraud", 1, Measured)).Error!.Subject.ShouldBe("p-1");
        await Steps.CancelAsync("p-1", Ben);

        (await TryOpenAsync("p-2", "fraud", 1, Measured)).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task Promotions_are_listed_newest_first_and_paged_without_a_gap()
    {
        await CreateMeasurableAsync("fraud", 7);
        await CreateMeasurableAsync("other", 1);
        for (var i = 1; i <= 7; i++)
        {
            await OpenAsync($"p-{i}", i, Measured);
            Clock.Advance(TimeSpan.FromMilliseconds(i % 2));
        }

        await TryOpenAsync("o-1", "other", 1, Measured, "Staging");
        await Steps.CancelAsync("p-3", Ana);

        (await ListAsync(null, null, false, 3)).ShouldBe(["o-1", "p-7", "p-6", "p-5", "p-4", "p-3", "p-2", "p-1"]);
        (await ListAsync("fraud", null, true, 2)).ShouldBe(["p-7", "p-6", "p-5", "p-4", "p-2", "p-1"]);
        (await ListAsync(null, "Staging", false, 1)).ShouldBe(["o-1"]);
        (await ListAsync("nobody", null, false, 1)).ShouldBeEmpty();
        (await Promotions.ListOpenAsync(all: true, Cancellation))
            .Select(open => open.Id)
            .ShouldBe(["p-1", "p-2", "p-4", "p-5", "p-6", "p-7", "o-1"]);
    }

    [Fact]
    public async Task A_token_of_another_list_is_refused()
    {
        await CreateMeasurableAsync("fraud", 2);
        await OpenAsync("p-1", 1, Measured);
        await OpenAsync("p-2", 2, Measured);
        var token = (await PageAsync("fraud", null, false, null)).Value.Next;

        (await PageAsync("fraud", null, false, token)).Value.Items.Single().Id.ShouldBe("p-1");
        (await PageAsync(null, null, false, token)).Error!.Subject.ShouldBe("page_token");
        (await PageAsync("fraud", null, true, token)).Error!.Subject.ShouldBe("page_token");
        var forged = new PageToken(["x", 1L]).Encode("promotions fraud\n\nFalse");
        (await PageAsync("fraud", null, false, forged)).Error!.Subject.ShouldBe("page_token");
    }

    [Fact]
    public async Task Of_one_that_is_open_already_the_plan_must_be_the_one_that_was_seen_as_well()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured);
        NewPromotion Again(string digest) => new("p-2", "fraud", 1, "Production", Measured, "", digest);
        var seen = (await Promotions.PlanAsync(Again(""), Ana, Cancellation)).Value.Digest.Hex;

        (await Promotions.OpenAsync(Again(new string('a', 64)), Ana)).Error!.Code.ShouldBe(ErrorCode.Conflict);
        (await Promotions.OpenAsync(Again(seen), Ana)).Error!.Code.ShouldBe(ErrorCode.PromotionOpen);
    }

    [Fact]
    public async Task A_promotion_follows_its_model_to_another_name_and_goes_with_it()
    {
        await CreateMeasurableAsync("fraud", 1);
        await OpenAsync("p-1", 1, Measured);

        await Models.RenameAsync("fraud", ModelName.Parse("scam").Value, Ana);
        (await GetAsync("p-1")).Model.ShouldBe("scam");
        (await AdvanceAsync("p-1")).Phase.ShouldBe(Phase.Gating);

        await Models.DeleteAsync("scam", Ana);
        (await Promotions.GetAsync("p-1", Cancellation)).Error.ShouldBe(Error.PromotionNotFound("p-1"));
    }

    private Task<Result<Page<Promotion>>> PageAsync(string? model, string? stage, bool openOnly, string? token) =>
        Promotions.ListAsync(new PromotionFilter(model, Stage: stage, OpenOnly: openOnly), 1, token, Cancellation);

    private async Task<List<string>> ListAsync(string? model, string? stage, bool openOnly, int size)
    {
        var filter = new PromotionFilter(model, Stage: stage, OpenOnly: openOnly);
        var visited = new List<string>();
        string? token = null;
        do
        {
            var page = (await Promotions.ListAsync(filter, size, token, Cancellation)).Value;
            visited.AddRange(page.Items.Select(promotion => promotion.Id));
            token = page.Next;
        } while (token is not null);
        return visited;
    }
}

public sealed class SqlitePromotionStoreTests(SqliteTestDatabase database)
    : PromotionStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresPromotionStoreTests(PostgresTestDatabase database)
    : PromotionStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
