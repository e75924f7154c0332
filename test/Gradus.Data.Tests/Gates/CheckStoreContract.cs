using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Data.Artifacts;
using Gradus.Data.Policies;
using Gradus.Testing.Databases;

namespace Gradus.Data.Gates;

public abstract class CheckStoreContract(TestDatabase database) : PolicyContract(database)
{
    [Fact]
    public async Task A_report_is_kept_on_the_bytes_of_its_version_with_who_and_when()
    {
        await CreateMeasurableAsync("fraud", 1);

        var kept = (await ReportAsync("c-1", 1, Verdict.Passed)).Value;

        var manifest = (await GetVersionAsync("fraud", 1)).Manifest!.Value;
        kept.ShouldBe(
            new ExternalCheck(
                "c-1",
                manifest,
                "ci",
                Verdict.Passed,
                "all green",
                "https://ci/1",
                "ana",
                Clock.Now,
                "fraud"
            )
        );
        (await Checks.ListAsync("fraud", 1, Cancellation)).Value.ShouldBe([kept]);
    }

    [Fact]
    public async Task The_newest_report_of_a_name_decides()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(
            "version: 1\nstages:\n  - name: Production\n    gates: [{ external: { check: ci, wait: 1h } }]"
        );
        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Gating);
        await ReportAsync("c-1", 1, Verdict.Passed);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await ReportAsync("c-2", 1, Verdict.Failed);

        (await RunAsync("p-1")).Phase.ShouldBe(Phase.Refused);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await ReportAsync("c-3", 1, Verdict.Passed);

        (await PromoteAsync("p-2", 1)).Phase.ShouldBe(Phase.Succeeded);
        (await Checks.ListAsync("fraud", 1, Cancellation))
            .Value.Select(check => check.Id)
            .ShouldBe(["c-3", "c-2", "c-1"]);
    }

    [Fact]
    public async Task Versions_of_the_same_bytes_share_what_was_reported()
    {
        await CreateMeasurableAsync("fraud", 1);
        var manifest = Blobs.Manifest(("model.onnx", "fraud-1"));
        await Versions.CreateAsync("fraud", Blobs.Version(manifest), Ana);

        await ReportAsync("c-1", 1, Verdict.Passed);

        (await Checks.ListAsync("fraud", 2, Cancellation)).Value.ShouldHaveSingleItem().Id.ShouldBe("c-1");
    }

    [Fact]
    public async Task A_report_on_other_bytes_or_on_bytes_kept_elsewhere_is_refused()
    {
        await CreateMeasurableAsync("fraud", 1);
        await CreateVersionAsync("fraud");

        (await ReportAsync("c-1", 1, Verdict.Passed, Blobs.DigestOf("other"))).Error!.Message.ShouldStartWith(
            "The check was made on"
        );
        (await ReportAsync("c-1", 2, Verdict.Passed)).Error!.Message.ShouldContain("keeps its bytes elsewhere");
        (await ReportAsync("c-1", 9, Verdict.Passed)).Error!.Code.ShouldBe(ErrorCode.VersionNotFound);

        (await Checks.ListAsync("fraud", 1, Cancellation)).Value.ShouldBeEmpty();
        (await Checks.ListAsync("fraud", 2, Cancellation)).Value.ShouldBeEmpty();
        (await Checks.ListAsync("nobody", 1, Cancellation)).Error.ShouldBe(Error.ModelNotFound("nobody"));
    }

    [Trait("Abuse", "40")]
    [Fact]
    public async Task Who_may_not_report_does_not()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(OnlyRoot);

        (await ReportAsync("c-1", 1, Verdict.Passed)).Error!.Code.ShouldBe(ErrorCode.Forbidden);

        (await Checks.ListAsync("fraud", 1, Cancellation)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_for_another_model_counts_only_where_the_same_people_may_report_for_both()
    {
        await CreateMeasurableAsync("fraud", 1);
        await CreateModelAsync("copy");
        await Versions.CreateAsync("copy", Blobs.Version(Blobs.Manifest(("model.onnx", "fraud-1"))), Ana);
        await ApplyAsync(Checked);
        await ReportAsync("c-1", 1, Verdict.Passed, model: "copy");

        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Succeeded);

        await MoveAsync("fraud", 1, "Staging");
        await ApplyAsync(
            $$"""
            {{Checked}}
            permissions:
              - { allow: [promote, approve, apply-policy], to: ["*"] }
              - { allow: [report-check], to: ["*"], models: [copy] }
            """
        );
        (await PromoteAsync("p-2", 1)).Phase.ShouldBe(Phase.Gating);
    }

    [Fact]
    public async Task A_report_by_a_token_for_some_models_counts_for_its_model_only()
    {
        await CreateMeasurableAsync("fraud", 1);
        await CreateModelAsync("copy");
        await Versions.CreateAsync("copy", Blobs.Version(Blobs.Manifest(("model.onnx", "fraud-1"))), Ana);
        await ApplyAsync(Checked);
        var narrowed = Ana with
        {
            Identity = new Identity("ana", IdentityKind.Person, [], new TokenScope([], ["copy"])),
        };
        await ReportAsync("c-1", 1, Verdict.Passed, model: "copy", caller: narrowed);

        (await PromoteAsync("p-1", 1)).Phase.ShouldBe(Phase.Gating);
        await Models.DeleteAsync("fraud", Root);
        (await Models.RenameAsync("copy", ModelName.Parse("fraud").Value, Root)).IsOk.ShouldBeTrue();
        (await PromoteAsync("p-2", 1)).Phase.ShouldBe(Phase.Succeeded);
    }

    [Fact]
    public async Task The_report_that_comes_later_is_the_newer_one_though_the_clock_was_set_back()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ReportAsync("c-1", 1, Verdict.Passed);
        Clock.Advance(TimeSpan.FromHours(-1));
        await ReportAsync("c-2", 1, Verdict.Failed);

        (await Checks.ListAsync("fraud", 1, Cancellation)).Value.Select(check => check.Id).ShouldBe(["c-2", "c-1"]);
    }

    private const string Checked = """
        version: 1
        stages:
          - name: Production
            gates: [{ external: { check: ci, wait: 1h } }]
        """;

    private Task<Result<ExternalCheck>> ReportAsync(
        string id,
        int version,
        Verdict verdict,
        Digest? digest = null,
        string model = "fraud",
        Caller? caller = null
    ) =>
        Checks.ReportAsync(
            model,
            version,
            digest,
            new ExternalCheck(id, default, "ci", verdict, "all green", "https://ci/1", "", default, ""),
            caller ?? Ana
        );
}

public sealed class SqliteCheckStoreTests(SqliteTestDatabase database)
    : CheckStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresCheckStoreTests(PostgresTestDatabase database)
    : CheckStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
