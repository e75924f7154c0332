using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Testing.Databases;

namespace Gradus.Data.Models;

public abstract class VersionStoreContract(TestDatabase database) : StoreContract(database)
{
    [Fact]
    public async Task A_version_is_kept_with_all_it_was_registered_with()
    {
        await CreateModelAsync("fraud");
        var asked = NewVersion() with
        {
            Source = "models:/other/1",
            StorageLocation = "s3://bucket/where",
            Description = "First.",
            RunId = "run-1",
            RunLink = "https://runs/1",
            Tags = [new Tag("k", "old"), new Tag("k", "new"), new Tag("a", "")],
        };

        var created = (await Versions.CreateAsync("fraud", asked, Ana)).Value;

        var expected = new ModelVersion(
            Model: "fraud",
            Number: 1,
            Stage: "None",
            Status: VersionStatus.Ready,
            StatusMessage: null,
            Description: "First.",
            Source: "models:/other/1",
            StorageLocation: "s3://bucket/where",
            RunId: "run-1",
            RunLink: "https://runs/1",
            Manifest: null,
            CreatedBy: "ana",
            CreatedAt: Clock.Now,
            UpdatedAt: Clock.Now,
            Tags: [],
            Aliases: []
        );
        created.Tags.ShouldBe([new Tag("a", ""), new Tag("k", "new")]);
        (created with { Tags = expected.Tags, Aliases = expected.Aliases }).ShouldBe(expected);
        var read = await GetVersionAsync("fraud", 1);
        read.Tags.ShouldBe(created.Tags);
        (read with { Tags = expected.Tags, Aliases = expected.Aliases }).ShouldBe(expected);
    }

    [Fact]
    public async Task A_new_version_is_a_change_of_its_model_and_the_beginning_of_its_history()
    {
        await CreateModelAsync("fraud");
        Clock.Advance(TimeSpan.FromSeconds(1));

        await CreateVersionAsync("fraud");

        (await GetModelAsync("fraud")).UpdatedAt.ShouldBe(Clock.Now);
        var created = (await HistoryAsync("fraud")).Single();
        (created.From, created.To, created.At, created.Actor, created.RequestId).ShouldBe(
            (null, "None", Clock.Now, "ana", "r-ana")
        );
    }

    [Fact]
    public async Task Numbers_are_dense_under_64_who_register_at_once()
    {
        await CreateModelAsync("fraud");
        await CreateModelAsync("other");

        var created = await Task.WhenAll(
            Enumerable
                .Range(0, 192)
                .Select(i => Versions.CreateAsync(i % 3 == 0 ? "other" : "fraud", NewVersion(), Ana))
        );

        Numbers("fraud").ShouldBe(Enumerable.Range(1, 128));
        Numbers("other").ShouldBe(Enumerable.Range(1, 64));

        IEnumerable<int> Numbers(string model) =>
            created.Select(result => result.Value).Where(v => v.Model == model).Select(v => v.Number).Order();
    }

    [Fact]
    public async Task A_number_is_never_given_again()
    {
        await CreateModelAsync("fraud", 3);

        await Versions.DeleteAsync("fraud", 3, Ana);
        await Versions.DeleteAsync("fraud", 1, Ana);

        (await CreateVersionAsync("fraud")).Number.ShouldBe(4);
        await Versions.DeleteAsync("fraud", 4, Ana);
        (await CreateVersionAsync("fraud")).Number.ShouldBe(5);
    }

    [Fact]
    public async Task Numbers_stay_dense_while_versions_are_deleted()
    {
        await CreateModelAsync("fraud");

        var numbers = await Task.WhenAll(
            Enumerable
                .Range(0, 48)
                .Select(async i =>
                {
                    var version = (await Versions.CreateAsync("fraud", NewVersion(), Ana)).Value;
                    if (i % 2 == 0)
                    {
                        (await Versions.DeleteAsync("fraud", version.Number, Ana)).IsOk.ShouldBeTrue();
                    }

                    return version.Number;
                })
        );

        numbers.Order().ShouldBe(Enumerable.Range(1, 48));
        (await Test.QueryAsync("SELECT COUNT(*) FROM versions")).ShouldBe(["24"]);
    }

    [Fact]
    public async Task A_refused_version_takes_no_number()
    {
        await CreateModelAsync("fraud");
        var folder = NewVersion() with { Manifest = SomeManifest("x"), ArtifactFolder = "1/run/artifacts/model" };

        (await Versions.CreateAsync("fraud", folder, Ana)).Error!.Code.ShouldBe(ErrorCode.Conflict);

        (await CreateVersionAsync("fraud")).Number.ShouldBe(1);
        (await HistoryAsync("fraud")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_unknown_is_refused_by_what_is_missing()
    {
        await CreateModelAsync("fraud", 1);
        var model = Error.ModelNotFound("nobody");
        var version = Error.VersionNotFound("fraud", "7");

        (await Versions.CreateAsync("nobody", NewVersion(), Ana)).Error.ShouldBe(model);
        (await Versions.GetAsync("nobody", 1, Cancellation)).Error.ShouldBe(model);
        (await Versions.GetAsync("fraud", 7, Cancellation)).Error.ShouldBe(version);
        (await Versions.LatestAsync("nobody", Cancellation)).Error.ShouldBe(model);
        (await Versions.DescribeAsync("nobody", 1, "x", Ana)).Error.ShouldBe(model);
        (await Versions.DescribeAsync("fraud", 7, "x", Ana)).Error.ShouldBe(version);
        (await Versions.DeleteAsync("nobody", 1, Ana)).Error.ShouldBe(model);
        (await Versions.DeleteAsync("fraud", 7, Ana)).Error.ShouldBe(version);
        (await Versions.SetTagAsync("nobody", 1, new Tag("k", "v"), Ana)).Error.ShouldBe(model);
        (await Versions.SetTagAsync("fraud", 7, new Tag("k", "v"), Ana)).Error.ShouldBe(version);
        (await Versions.DeleteTagAsync("fraud", 7, "k", Ana)).Error.ShouldBe(version);
        (await Versions.GetAsync("fraud", int.MaxValue, Cancellation)).IsOk.ShouldBeFalse();
        (await Versions.GetAsync("fraud", -1, Cancellation)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task A_refused_description_moves_no_time()
    {
        await CreateModelAsync("fraud", 1);
        var before = (await GetModelAsync("fraud")).UpdatedAt;
        Clock.Advance(TimeSpan.FromSeconds(1));

        await Versions.DescribeAsync("fraud", 7, "x", Ana);

        (await GetModelAsync("fraud")).UpdatedAt.ShouldBe(before);
    }

    [Fact]
    public async Task A_description_counts_as_a_change_of_the_version_and_of_its_model()
    {
        await CreateModelAsync("fraud", 2);
        var before = Clock.Now;
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await Versions.DescribeAsync("fraud", 1, "better", Ana)).Value.Description.ShouldBe("better");

        (await GetVersionAsync("fraud", 1)).UpdatedAt.ShouldBe(Clock.Now);
        (await GetVersionAsync("fraud", 2)).UpdatedAt.ShouldBe(before);
        (await GetModelAsync("fraud")).UpdatedAt.ShouldBe(Clock.Now);
    }

    [Fact]
    public async Task A_tag_is_set_replaced_and_deleted_without_moving_the_time()
    {
        await CreateModelAsync("fraud", 2);
        var before = Clock.Now;
        Clock.Advance(TimeSpan.FromSeconds(1));

        await Versions.SetTagAsync("fraud", 1, new Tag("k", "1"), Ana);
        await Versions.SetTagAsync("fraud", 1, new Tag("k", "2"), Ana);
        (await GetVersionAsync("fraud", 1)).Tags.ShouldBe([new Tag("k", "2")]);
        (await GetVersionAsync("fraud", 2)).Tags.ShouldBeEmpty();
        (await Versions.DeleteTagAsync("fraud", 1, "k", Ana)).IsOk.ShouldBeTrue();
        (await Versions.DeleteTagAsync("fraud", 1, "k", Ana)).IsOk.ShouldBeTrue();

        (await GetVersionAsync("fraud", 1)).Tags.ShouldBeEmpty();
        (await GetVersionAsync("fraud", 1)).UpdatedAt.ShouldBe(before);
    }

    [Fact]
    public async Task A_tag_value_of_100000_characters_of_any_kind_is_kept()
    {
        var value = string.Concat(Enumerable.Repeat("🚀é模\n'", 16_666));
        await CreateModelAsync("fraud", 1);

        await Versions.SetTagAsync("fraud", 1, new Tag("k", value), Ana);

        (await GetVersionAsync("fraud", 1)).Tags.Single().Value.ShouldBe(value);
    }

    [Fact]
    public async Task A_deleted_version_is_gone_with_its_tags_and_aliases()
    {
        await CreateModelAsync("fraud");
        await CreateVersionAsync("fraud", new Tag("k", "v"));
        await CreateVersionAsync("fraud");
        await Aliases.SetAsync("fraud", AliasName.Parse("champion").Value, 1, Ana);

        (await Versions.DeleteAsync("fraud", 1, Ben)).IsOk.ShouldBeTrue();

        (await Versions.GetAsync("fraud", 1, Cancellation)).Error.ShouldBe(Error.VersionNotFound("fraud", "1"));
        (await GetModelAsync("fraud")).Aliases.ShouldBeEmpty();
        (await Test.QueryAsync("SELECT COUNT(*) FROM version_tags")).ShouldBe(["0"]);
        (await Versions.DeleteAsync("fraud", 1, Ben)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task The_latest_versions_are_the_highest_of_each_stage()
    {
        await CreateModelAsync("fraud", 4);
        await CreateModelAsync("empty");
        await MoveAsync("fraud", 3, "Archived");
        await MoveAsync("fraud", 2, "Archived");

        (await Versions.LatestAsync("fraud", Cancellation))
            .Value.Select(version => (version.Stage, version.Number))
            .ShouldBe([("None", 4), ("Archived", 3)]);
        (await Versions.LatestAsync("empty", Cancellation)).Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_time_never_goes_backwards_when_the_clock_does()
    {
        await CreateModelAsync("fraud", 1);
        var first = Clock.Now;
        Clock.Advance(TimeSpan.FromHours(-1));

        var second = await CreateVersionAsync("fraud");
        var described = (await Versions.DescribeAsync("fraud", 1, "x", Ana)).Value;
        var moved = await MoveAsync("fraud", 1, "Production");
        await Versions.DeleteAsync("fraud", 2, Ana);

        second.CreatedAt.ShouldBe(first);
        described.UpdatedAt.ShouldBe(first);
        moved.Transitions.Single().At.ShouldBe(first);
        (await GetModelAsync("fraud")).UpdatedAt.ShouldBe(first);
        (await HistoryAsync("fraud")).ShouldAllBe(transition => transition.At == first);
    }

    [Fact]
    public async Task Two_versions_of_the_same_bytes_share_a_manifest()
    {
        await CreateModelAsync("fraud");
        var reading = new SignatureReading(new Signature([new("x", "float32", [null, 30])], []), null);

        var created = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(_ =>
                    Versions.CreateAsync(
                        "fraud",
                        NewVersion() with
                        {
                            Manifest = SomeManifest("same"),
                            Signature = reading,
                        },
                        Ana
                    )
                )
        );

        created.Select(result => result.Value.Manifest).ShouldAllBe(digest => digest == SomeManifest("same").Digest);
        (await Test.QueryAsync("SELECT COUNT(*) FROM manifests")).ShouldBe(["1"]);
        (await Test.QueryAsync("SELECT COUNT(*) FROM manifest_files")).ShouldBe(["1"]);
    }

    private static Manifest SomeManifest(string content) =>
        Manifest
            .Create([
                new ManifestFile(
                    ArtifactPath.Parse("model.onnx").Value,
                    content.Length,
                    Digest.Of(System.Text.Encoding.UTF8.GetBytes(content))
                ),
            ])
            .Value;
}

public sealed class SqliteVersionStoreTests(SqliteTestDatabase database)
    : VersionStoreContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresVersionStoreTests(PostgresTestDatabase database)
    : VersionStoreContract(database),
        IClassFixture<PostgresTestDatabase>;
