using System.Text;
using CsCheck;
using Gradus.Core.Errors;

namespace Gradus.Core.Artifacts;

public sealed class ManifestTests
{
    [Fact]
    public void The_digest_is_over_one_line_a_file_in_path_order()
    {
        var manifest = Manifest.Create([File("b.txt", 2, "two"), File("a/é.txt", 1, "one")]).Value;
        var lines = $"{Digest.Of("one"u8).Hex} 1 a/é.txt\n{Digest.Of("two"u8).Hex} 2 b.txt\n";

        manifest.Digest.ShouldBe(Digest.Of(Encoding.UTF8.GetBytes(lines)));
        manifest.Files.Select(file => file.Path.Value).ShouldBe(["a/é.txt", "b.txt"]);
        manifest.Size.ShouldBe(3);
    }

    [Fact]
    public void The_order_in_which_files_are_given_does_not_matter() =>
        Gen.Int[1, 40]
            .Select(count => Enumerable.Range(0, count).Select(i => File($"f{i}", i, $"{i}")).ToArray())
            .SelectMany(files => Gen.Shuffle(files).Select(shuffled => (files, shuffled: shuffled.ToArray())))
            .Sample(pair => Manifest.Create(pair.files).Value.Digest == Manifest.Create(pair.shuffled).Value.Digest);

    [Fact]
    public void A_changed_byte_size_or_path_changes_the_digest()
    {
        var digest = Manifest.Create([File("a", 1, "x")]).Value.Digest;

        Manifest.Create([File("a", 1, "y")]).Value.Digest.ShouldNotBe(digest);
        Manifest.Create([File("a", 2, "x")]).Value.Digest.ShouldNotBe(digest);
        Manifest.Create([File("b", 1, "x")]).Value.Digest.ShouldNotBe(digest);
        Manifest.Create([File("a", 1, "x"), File("b", 1, "x")]).Value.Digest.ShouldNotBe(digest);
    }

    [Fact]
    public void A_manifest_lists_1_to_10000_files()
    {
        Refusal([]).ShouldBe("A manifest lists 1 to 10000 files; this one has 0.");
        Refusal([.. Many(10_001)]).ShouldBe("A manifest lists 1 to 10000 files; this one has 10001.");
        Manifest.Create(Many(10_000)).Value.Files.Count.ShouldBe(10_000);
    }

    [Fact]
    public void A_path_listed_twice_is_refused() =>
        Refusal([File("a", 1, "x"), File("b", 1, "x"), File("a", 1, "x")]).ShouldBe("File 'a' is listed twice.");

    [Fact]
    public void Paths_that_differ_by_case_are_two_files() =>
        Manifest.Create([File("a", 1, "x"), File("A", 1, "x")]).Value.Files.Count.ShouldBe(2);

    [Fact]
    public void A_file_where_a_folder_stands_is_refused()
    {
        Refusal([File("a/b/c", 1, "x"), File("a/b", 1, "x")])
            .ShouldBe("'a/b' is listed as a file and as the folder of 'a/b/c'.");
        Refusal([File("a", 1, "x"), File("a-b", 1, "x"), File("a/b/c", 1, "x")])
            .ShouldBe("'a' is listed as a file and as the folder of 'a/b/c'.");
    }

    [Fact]
    public void A_negative_size_is_refused() => Refusal([File("a", -1, "x")]).ShouldBe("File 'a' has a negative size.");

    [Fact]
    public void Sizes_beyond_counting_are_refused()
    {
        Manifest.Create([File("a", long.MaxValue, "x"), File("b", 0, "x")]).Value.Size.ShouldBe(long.MaxValue);
        Refusal([File("a", long.MaxValue, "x"), File("b", 1, "x")])
            .ShouldBe("The files are larger together than can be counted.");
    }

    private static IEnumerable<ManifestFile> Many(int count) =>
        Enumerable.Range(0, count).Select(i => File($"f{i}", 1, "x"));

    private static ManifestFile File(string path, long size, string content) =>
        new(ArtifactPath.Parse(path).Value, size, Digest.Of(Encoding.UTF8.GetBytes(content)));

    private static string Refusal(IReadOnlyList<ManifestFile> files)
    {
        var error = Manifest.Create(files).Error.ShouldNotBeNull();
        error.Code.ShouldBe(ErrorCode.Invalid);
        error.Subject.ShouldBe("files");
        return error.Message;
    }
}
