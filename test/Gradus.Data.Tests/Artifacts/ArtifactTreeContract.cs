using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Testing.Databases;
using static Gradus.Data.Artifacts.Blobs;

namespace Gradus.Data.Artifacts;

public abstract class ArtifactTreeContract(TestDatabase database) : StoreContract(database)
{
    private ArtifactTree Tree => new(Database);

    [Fact]
    public async Task A_path_names_the_blob_it_was_last_given()
    {
        await PutAsync("a/b.txt", "one");
        await PutAsync("a/b.txt", "three");

        (await Tree.GetAsync(Path("a/b.txt"), Cancellation)).Value.ShouldBe(
            new ManifestFile(Path("a/b.txt"), 5, DigestOf("three"))
        );
        (await Tree.GetAsync(Path("a"), Cancellation)).Error.ShouldBe(Error.ArtifactNotFound("a"));
        (await Tree.GetAsync(Path("A/b.txt"), Cancellation)).IsOk.ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_lists_what_stands_directly_in_it_by_name()
    {
        foreach (
            var path in new[] { "m/z", "m/data/x/1", "m/data/2", "m/a", "m-1", "m0", "m.txt", "é/x", "m/data-2", "Z" }
        )
        {
            await PutAsync(path, path);
        }

        (await ListAsync("m")).ShouldBe(["a", "data-2", "data/", "z"], ignoreOrder: true);
        (await ListAsync("m/data")).ShouldBe(["2", "x/"]);
        (await ListAsync(null)).ShouldBe(["Z", "m-1", "m.txt", "m/", "m0", "é/"]);
        (await ListAsync("m/z")).ShouldBeEmpty();
        (await ListAsync("nothing")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_holds_just_what_begins_with_its_name_and_a_slash()
    {
        foreach (var path in new[] { "a/b", "a.b", "a0b", "a b", "ab/c", "a/🚀/x" })
        {
            await PutAsync(path, path);
        }

        (await Tree.FilesBelowAsync(Path("a"), Cancellation)).Select(file => file.Path.Value).ShouldBe(["b", "🚀/x"]);
    }

    [Fact]
    public async Task A_path_is_a_file_or_a_folder_and_never_both()
    {
        await PutAsync("a/b", "x");

        (await TryPutAsync("a", "x")).Error.ShouldBe(Error.Conflict("'a' cannot be written: it is a folder.", "a"));
        (await TryPutAsync("a/b/c", "x")).Error.ShouldBe(
            Error.Conflict("'a/b/c' cannot be written: 'a/b' is a file.", "a/b/c")
        );
    }

    [Fact]
    public async Task Deleting_takes_a_file_or_a_folder_with_all_in_it_and_nothing_beside()
    {
        foreach (var path in new[] { "a/b/c", "a/b/d", "a/bb", "a/b-c" })
        {
            await PutAsync(path, path);
        }

        (await Tree.DeleteAsync(Path("a/b"), Ana)).IsOk.ShouldBeTrue();
        (await Tree.DeleteAsync(Path("a/b"), Ana)).IsOk.ShouldBeTrue();
        (await Tree.DeleteAsync(Path("a/bb"), Ana)).IsOk.ShouldBeTrue();

        (await ListAsync("a")).ShouldBe(["b-c"]);
    }

    [Fact]
    public async Task What_a_version_was_registered_from_does_not_change_any_more()
    {
        await CreateModelAsync("fraud");
        await PutAsync("run/model/model.onnx", "x");
        await PutAsync("run/other", "x");
        await RegisterAsync("run/model", ("model.onnx", "x"));

        var why = "version 1 of 'fraud' was registered from it and is immutable.";
        foreach (var path in new[] { "run/model/model.onnx", "run/model/new", "run/model/deep/new", "run/model" })
        {
            (await TryPutAsync(path, "y")).Error.ShouldBe(Error.Conflict($"'{path}' cannot be changed: {why}", path));
            (await Tree.DeleteAsync(Path(path), Ana)).Error!.Code.ShouldBe(ErrorCode.Conflict);
        }

        (await Tree.DeleteAsync(Path("run"), Ana)).Error!.Message.ShouldBe($"'run' cannot be changed: {why}");
        (await TryPutAsync("run/other", "y")).IsOk.ShouldBeTrue();
        (await TryPutAsync("run/model-2/x", "y")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_seal_goes_with_its_last_version()
    {
        await CreateModelAsync("fraud");
        await PutAsync("run/model/a", "x");
        await RegisterAsync("run/model", ("a", "x"));
        await RegisterAsync("run/model", ("a", "x"));

        await Versions.DeleteAsync("fraud", 1, Ana);
        (await TryPutAsync("run/model/a", "y")).IsOk.ShouldBeFalse();
        await Versions.DeleteAsync("fraud", 2, Ana);
        (await TryPutAsync("run/model/a", "y")).IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_that_changed_while_it_was_being_registered_is_refused()
    {
        await CreateModelAsync("fraud");
        await PutAsync("run/model/a", "changed");

        var refused = await Versions.CreateAsync("fraud", Version(Manifest(("a", "x")), null, "run/model"), Ana);

        refused.Error.ShouldBe(
            Error.Conflict("'run/model' was written to while it was being registered; try again.", "run/model")
        );
        (await GetModelAsync("fraud")).LatestVersions.ShouldBeEmpty();
    }

    private async Task PutAsync(string path, string content) => (await TryPutAsync(path, content)).IsOk.ShouldBeTrue();

    private Task<Result<Done>> TryPutAsync(string path, string content) =>
        Tree.PutAsync(Path(path), content.Length, DigestOf(content), Ana);

    private async Task RegisterAsync(string folder, params (string, string)[] files) =>
        (await Versions.CreateAsync("fraud", Version(Manifest(files), null, folder), Ana)).IsOk.ShouldBeTrue();

    private async Task<IEnumerable<string>> ListAsync(string? folder)
    {
        var entries = await Tree.ListAsync(folder is null ? null : Path(folder), Cancellation);
        entries.ShouldAllBe(entry => entry.IsFolder == (entry.Size == 0));
        return entries.Select(entry => entry.IsFolder ? entry.Name + "/" : entry.Name);
    }
}

public sealed class SqliteArtifactTreeTests(SqliteTestDatabase database)
    : ArtifactTreeContract(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class PostgresArtifactTreeTests(PostgresTestDatabase database)
    : ArtifactTreeContract(database),
        IClassFixture<PostgresTestDatabase>;
