using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Data.Datasets;
using Gradus.Testing.Databases;
using static Gradus.Data.Artifacts.Blobs;

namespace Gradus.Data.Artifacts;

public abstract class ManifestStoreContract(TestDatabase database) : StoreContract(database)
{
    private ManifestStore Manifests => new(Database);

    [Fact]
    public async Task A_manifest_is_kept_with_its_files_and_signature()
    {
        var manifest = Manifest(("z.txt", "z"), ("a/é.onnx", "model"));
        var signature = new Signature(
            [new("x", "float32", [null, 30])],
            [new("label", "int64", [null]), new("", "string", [])]
        );
        await CreateModelAsync("fraud");
        await RegisterAsync(manifest, new SignatureReading(signature, null));

        var stored = (await Manifests.GetAsync(manifest.Digest, Cancellation)).Value;

        stored.Manifest.Files.ShouldBe(manifest.Files);
        stored.Manifest.Digest.ShouldBe(manifest.Digest);
        stored.Signature.ShouldBe(new SignatureReading(signature, null));
    }

    [Fact]
    public async Task Why_there_is_no_signature_is_kept_too()
    {
        var manifest = Manifest(("a", "a"));
        await CreateModelAsync("fraud");
        await RegisterAsync(manifest, new SignatureReading(null, "not an ONNX file"));

        (await Manifests.GetAsync(manifest.Digest, Cancellation)).Value.Signature.Problem.ShouldBe("not an ONNX file");
    }

    [Fact]
    public async Task An_unknown_manifest_is_refused() =>
        (await Manifests.GetAsync(DigestOf("x"), Cancellation)).Error.ShouldBe(
            Error.ArtifactNotFound(DigestOf("x").ToString())
        );

    [Fact]
    public async Task Every_version_that_contains_a_bad_blob_is_quarantined_and_named()
    {
        await CreateModelAsync("fraud");
        await CreateModelAsync("other");
        await RegisterAsync(Manifest(("a", "bad"), ("b", "good")));
        await RegisterAsync(Manifest(("a", "good")));
        await RegisterAsync(Manifest(("c", "bad")), model: "other");
        await CreateVersionAsync("other");

        var quarantined = await Manifests.QuarantineAsync(DigestOf("bad"), "a byte changed");

        quarantined.ShouldBe([new VersionId("fraud", 1), new VersionId("other", 1)], ignoreOrder: true);
        var version = await GetVersionAsync("fraud", 1);
        (version.Status, version.StatusMessage).ShouldBe((VersionStatus.Quarantined, "a byte changed"));
        (await GetVersionAsync("fraud", 2)).Status.ShouldBe(VersionStatus.Ready);
        (await Manifests.QuarantineAsync(DigestOf("bad"), "again")).ShouldBeEmpty();
        (await GetVersionAsync("fraud", 1)).StatusMessage.ShouldBe("a byte changed");
    }

    [Fact]
    public async Task A_quarantine_is_announced_so_that_nobody_is_answered_from_before_it()
    {
        await CreateModelAsync("fraud");
        await RegisterAsync(Manifest(("a", "bad")));
        (await GetVersionAsync("fraud", 1)).Status.ShouldBe(VersionStatus.Ready);
        var heard = new List<string>();
        Database.Committed += models => heard.AddRange(models);

        await Manifests.QuarantineAsync(DigestOf("bad"), "a byte changed");

        heard.ShouldBe(["fraud"]);
        (await GetVersionAsync("fraud", 1)).Status.ShouldBe(VersionStatus.Quarantined);
    }

    [Fact]
    public async Task A_version_is_released_when_its_bytes_are_right_again()
    {
        await CreateModelAsync("fraud");
        var (one, two) = (Manifest(("a", "bad")), Manifest(("a", "bad"), ("b", "x")));
        await RegisterAsync(one);
        await RegisterAsync(two);
        await Manifests.QuarantineAsync(DigestOf("bad"), "a byte changed");

        (await Manifests.ReleaseAsync(one.Digest)).ShouldBe([new VersionId("fraud", 1)]);

        var version = await GetVersionAsync("fraud", 1);
        (version.Status, version.StatusMessage).ShouldBe((VersionStatus.Ready, null));
        (await GetVersionAsync("fraud", 2)).Status.ShouldBe(VersionStatus.Quarantined);
        (await Manifests.ReleaseAsync(one.Digest)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Quarantined_bytes_are_not_registered_anew()
    {
        await CreateModelAsync("fraud");
        await RegisterAsync(Manifest(("a", "bad")));
        await Manifests.QuarantineAsync(DigestOf("bad"), "A byte changed.");

        var refused = await Versions.CreateAsync("fraud", Version(Manifest(("x", "bad"))), Ana);

        refused.Error!.Code.ShouldBe(ErrorCode.Corrupt);
        refused.Error.Message.ShouldContain("A byte changed.");
        (await Versions.CreateAsync("fraud", Version(Manifest(("x", "good"))), Ana)).Value.Number.ShouldBe(2);
    }

    [Fact]
    public async Task A_manifest_that_no_version_has_any_more_is_forgotten_once_it_is_old()
    {
        await CreateModelAsync("fraud");
        await RegisterAsync(Manifest(("a", "kept")));
        await RegisterAsync(Manifest(("a", "gone")));
        await Versions.DeleteAsync("fraud", 2, Ana);

        (await Manifests.ForgetUnusedAsync(TimeSpan.FromHours(1))).ShouldBe(0);
        Clock.Advance(TimeSpan.FromHours(2));
        (await Manifests.ForgetUnusedAsync(TimeSpan.FromHours(1))).ShouldBe(1);

        (await Manifests.GetAsync(Manifest(("a", "gone")).Digest, Cancellation)).IsOk.ShouldBeFalse();
        (await Manifests.GetAsync(Manifest(("a", "kept")).Digest, Cancellation)).IsOk.ShouldBeTrue();
        (await Manifests.IsReferencedAsync(DigestOf("gone"), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_manifest_that_is_registered_while_it_is_being_forgotten_is_kept()
    {
        await CreateModelAsync("fraud");
        for (var round = 0; round < 15; round++)
        {
            var manifest = Manifest(("a", $"{round}"));
            var version = (await Versions.CreateAsync("fraud", Version(manifest), Ana)).Value;
            await Versions.DeleteAsync("fraud", version.Number, Ana);
            Clock.Advance(TimeSpan.FromHours(2));

            var registration = Versions.CreateAsync("fraud", Version(manifest), Ana);
            var forgetting = ForgetAsync();
            await Task.WhenAll(registration, forgetting);

            (await registration).IsOk.ShouldBeTrue();
            (await Manifests.GetAsync(manifest.Digest, Cancellation)).IsOk.ShouldBeTrue();
            await Versions.DeleteAsync("fraud", (await registration).Value.Number, Ana);
        }

        // The sweep may lose the race: it is tried again later.
        async Task ForgetAsync()
        {
            try
            {
                await Manifests.ForgetUnusedAsync(TimeSpan.FromHours(1));
            }
            catch (DatabaseUnavailableException) { }
        }
    }

    [Fact]
    public async Task A_blob_is_referenced_by_a_version_a_path_or_a_data_set()
    {
        await CreateModelAsync("fraud");
        await RegisterAsync(Manifest(("a", "of a version")));
        await new ArtifactTree(Database).PutAsync(Path("p"), 1, DigestOf("of a path"), Ana);
        await new DatasetStore(Database).PutAsync(
            ModelName.Parse("d").Value,
            DigestOf("of a data set"),
            1,
            new Core.Datasets.DatasetColumns("label", []),
            Ana
        );

        foreach (var content in new[] { "of a version", "of a path", "of a data set" })
        {
            (await Manifests.IsReferencedAsync(DigestOf(content), Cancellation)).ShouldBeTrue(content);
        }

        (await Manifests.IsReferencedAsync(DigestOf("of nothing"), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_database_belongs_to_the_artifact_store_it_was_first_opened_with()
    {
        var identities = new StoreIdentityStore(Database);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => identities.ClaimAsync($"store-{i}")));

        claims.Distinct().Count().ShouldBe(1);
        (await identities.ClaimAsync("another")).ShouldBe(claims[0]);
    }

    private async Task RegisterAsync(Manifest manifest, SignatureReading? signature = null, string model = "fraud") =>
        (await Versions.CreateAsync(model, Version(manifest, signature), Ana)).IsOk.ShouldBeTrue();
}

public sealed class SqliteManifestStoreTests(SqliteTestDatabase database)
    : ManifestStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresManifestStoreTests(PostgresTestDatabase database)
    : ManifestStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
