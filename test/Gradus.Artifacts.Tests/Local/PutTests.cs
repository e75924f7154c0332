using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Tests.Local;

public sealed class PutTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(3_000_000)]
    public async Task What_was_put_is_found_and_read_back(int size)
    {
        var bytes = StoreFixture.RandomBytes(size);

        var blob = (await _fixture.PutAsync(bytes, size, Digest.Of(bytes))).Value;

        blob.ShouldBe(new StoredBlob(Digest.Of(bytes), size));
        _fixture.Store.Find(blob.Digest).ShouldBe(blob);
        (await _fixture.ReadAsync(blob)).ShouldBe(bytes);
        _fixture.Drafts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_lies_under_its_digest_for_its_owner_only()
    {
        var blob = await _fixture.PutRandomAsync(100);

        _fixture.Blobs.ShouldBe([_fixture.PathOf(blob.Digest)]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(_fixture.Blobs[0]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task The_same_bytes_are_kept_once()
    {
        var first = await _fixture.PutRandomAsync(5_000);
        var second = await _fixture.PutRandomAsync(5_000);

        second.ShouldBe(first);
        _fixture.Blobs.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Putting_a_damaged_blob_again_heals_it()
    {
        var blob = await _fixture.PutRandomAsync(5_000);
        await File.WriteAllTextAsync(_fixture.PathOf(blob.Digest), "rot", TestContext.Current.CancellationToken);

        await _fixture.PutRandomAsync(5_000);

        (await _fixture.ReadAsync(blob)).ShouldBe(StoreFixture.RandomBytes(5_000));
    }

    [Fact]
    public async Task Bytes_of_another_digest_are_refused_naming_both()
    {
        var announced = Digest.Of("something else"u8);

        var refusal = (await _fixture.PutAsync("hello"u8.ToArray(), digest: announced)).Error!;

        refusal.Code.ShouldBe(ErrorCode.Invalid);
        refusal.Message.ShouldBe(
            $"The bytes received have SHA-256 {Digest.Of("hello"u8).Hex}, announced was {announced.Hex}."
        );
        NothingWasStored();
    }

    [Fact]
    public async Task Too_few_bytes_are_refused_naming_both_sizes()
    {
        var refusal = (await _fixture.PutAsync("hello"u8.ToArray(), size: 6)).Error!;

        refusal.Code.ShouldBe(ErrorCode.Invalid);
        refusal.Message.ShouldBe("5 bytes were received, announced were 6.");
        NothingWasStored();
    }

    [Trait("Abuse", "16")]
    [Fact]
    public async Task An_upload_longer_than_announced_is_ended_early()
    {
        using var endless = new FailingStream(
            StoreFixture.RandomBytes(600_000),
            () => throw new InvalidOperationException("read on after the announced size")
        );

        var refusal = (await _fixture.Store.PutAsync(endless, 10, null, TestContext.Current.CancellationToken)).Error!;

        refusal.Code.ShouldBe(ErrorCode.Invalid);
        refusal.Message.ShouldBe("More bytes were received than the announced 10.");
        NothingWasStored();
    }

    [Fact]
    public async Task A_truncated_upload_leaves_nothing_visible()
    {
        var bytes = StoreFixture.RandomBytes(700_000);
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var cut = random.Next(bytes.Length);
            using var upload = new FailingStream(bytes[..cut], () => 0);

            var answer = await _fixture.Store.PutAsync(
                upload,
                bytes.Length,
                Digest.Of(bytes),
                TestContext.Current.CancellationToken
            );

            answer.Error!.Code.ShouldBe(ErrorCode.Invalid, $"cut at {cut}");
            NothingWasStored();
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_nothing_and_its_exception_goes_on()
    {
        var random = new Random(8);
        for (var round = 0; round < 50; round++)
        {
            var bytes = StoreFixture.RandomBytes(random.Next(700_000));
            using var upload = new FailingStream(bytes, () => throw new IOException("connection reset"));

            var broken = await Should.ThrowAsync<IOException>(() =>
                _fixture.Store.PutAsync(upload, null, null, TestContext.Current.CancellationToken)
            );

            broken.Message.ShouldBe("connection reset");
            NothingWasStored();
        }
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        using var upload = new FailingStream(
            StoreFixture.RandomBytes(400_000),
            () =>
            {
                cancellation.Cancel();
                cancellation.Token.ThrowIfCancellationRequested();
                return 0;
            }
        );

        await Should.ThrowAsync<OperationCanceledException>(() =>
            _fixture.Store.PutAsync(upload, null, null, cancellation.Token)
        );

        NothingWasStored();
    }

    [Fact]
    public async Task A_blob_under_way_is_not_visible()
    {
        var bytes = StoreFixture.RandomBytes(400_000);
        var seen = -1;
        using var upload = new FailingStream(
            bytes,
            () =>
            {
                seen = _fixture.Blobs.Length;
                _fixture.Drafts.Length.ShouldBe(1);
                return 0;
            }
        );

        (await _fixture.Store.PutAsync(upload, null, null, TestContext.Current.CancellationToken)).IsOk.ShouldBeTrue();

        seen.ShouldBe(0);
        _fixture.Blobs.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Many_uploads_of_the_same_and_of_different_blobs_at_once_are_all_kept()
    {
        var puts = Enumerable.Range(0, 32).Select(i => Task.Run(() => _fixture.PutRandomAsync(300_000, i % 8)));

        var blobs = await Task.WhenAll(puts);

        blobs.Distinct().Count().ShouldBe(8);
        _fixture.Blobs.Length.ShouldBe(8);
        _fixture.Drafts.ShouldBeEmpty();
        foreach (var (blob, seed) in blobs.Select((blob, i) => (blob, i % 8)))
        {
            (await _fixture.ReadAsync(blob)).ShouldBe(StoreFixture.RandomBytes(300_000, seed));
        }
    }

    [Fact]
    public async Task The_bytes_are_flushed_before_they_get_their_name_and_the_folder_after()
    {
        var steps = new List<string>();
        var folder = "";
        using var fixture = new StoreFixture(
            DiskCalls.Real with
            {
                Flush = file =>
                {
                    DiskCalls.Real.Flush(file);
                    steps.Add($"file, {Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length} named");
                },
                FlushFolder = path =>
                {
                    DiskCalls.Real.FlushFolder(path);
                    if (path.StartsWith(folder, StringComparison.Ordinal) && folder.Length > 0)
                    {
                        var named = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length;
                        steps.Add($"{Path.GetRelativePath(folder, path)}, {named} named");
                    }
                },
            }
        );
        folder = Path.Join(fixture.Root, "blobs", "sha256");

        var blob = await fixture.PutRandomAsync(10);

        steps.ShouldBe(["file, 0 named", "., 0 named", $"{blob.Digest.Hex[..2]}, 1 named"]);
    }

    public void Dispose() => _fixture.Dispose();

    private void NothingWasStored()
    {
        _fixture.Blobs.ShouldBeEmpty();
        _fixture.Drafts.ShouldBeEmpty();
    }
}
