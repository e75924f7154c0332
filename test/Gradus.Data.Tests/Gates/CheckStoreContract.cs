using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
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
            new ExternalCheck("c-1", manifest, "ci", Verdict.Passed, "all green", "https://ci/1", "ana", Clock.Now)
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

    [Fact]
    public async Task Who_may_not_report_does_not()
    {
        await CreateMeasurableAsync("fraud", 1);
        await ApplyAsync(OnlyRoot);

        (await ReportAsync("c-1", 1, Verdict.Passed)).Error!.Code.ShouldBe(ErrorCode.Forbidden);

        (await Checks.ListAsync("fraud", 1, Cancellation)).Value.ShouldBeEmpty();
    }

    private Task<Result<ExternalCheck>> ReportAsync(string id, int version, Verdict verdict, Digest? digest = null) =>
        Checks.ReportAsync(
            "fraud",
            version,
            digest,
            new ExternalCheck(id, default, "ci", verdict, "all green", "https://ci/1", "", default),
            Ana
        );
}

public sealed class SqliteCheckStoreTests(SqliteTestDatabase database)
    : CheckStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresCheckStoreTests(PostgresTestDatabase database)
    : CheckStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
