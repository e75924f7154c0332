using System.Diagnostics;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Tests.Local;

public sealed class ReadTests : IDisposable
{
    private const int Size = 1_000_000;

    private readonly StoreFixture _fixture = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_143)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(500_000)]
    [InlineData(Size - 1)]
    public async Task A_changed_byte_anywhere_is_found_before_the_end_is_handed_out(int position)
    {
        var blob = await _fixture.PutRandomAsync(Size);
        Damage(blob, file => Flip(file, position));

        await ShouldKeepTheEndBackAsync(blob);
        (await VerifyAsync(blob)).Message.ShouldStartWith(
            $"Blob {blob.Digest} is corrupt: its bytes have SHA-256 {Hash(_fixture.PathOf(blob.Digest))}."
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(262_144)]
    public async Task A_changed_byte_in_a_blob_of_one_chunk_hands_out_nothing(int size)
    {
        var blob = await _fixture.PutRandomAsync(size);
        Damage(blob, file => Flip(file, size / 2));

        (await ReadUntilRefusedAsync(blob)).Got.ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Size - 1)]
    public async Task A_truncated_blob_is_refused(int length)
    {
        var blob = await _fixture.PutRandomAsync(Size);
        Damage(blob, file => file.SetLength(length));

        var refusal = _fixture.Store.OpenVerified(blob.Digest, blob.Size).Error!;

        refusal.Code.ShouldBe(ErrorCode.Corrupt);
        refusal.Message.ShouldBe($"Blob {blob.Digest} is corrupt: its file has {length} bytes instead of {Size}.");
        refusal.Subject.ShouldBe(blob.Digest.Hex);
        (await VerifyAsync(blob)).ShouldBe(refusal);
    }

    [Fact]
    public async Task An_extended_blob_is_refused()
    {
        var blob = await _fixture.PutRandomAsync(Size);
        Damage(blob, file => file.SetLength(Size + 1));

        (await VerifyAsync(blob)).Message.ShouldEndWith($"its file has {Size + 1} bytes instead of {Size}.");
    }

    [Theory]
    [InlineData(300_000, "its file ends after 300000 of 1000000 bytes")]
    [InlineData(Size + 5, "its file grew beyond its 1000000 bytes")]
    public async Task A_blob_that_changes_its_length_while_it_is_read_is_refused(int length, string found)
    {
        var blob = await _fixture.PutRandomAsync(Size);
        await using var stream = _fixture.Store.OpenVerified(blob.Digest, blob.Size).Value;
        Damage(blob, file => file.SetLength(length));

        var (got, refusal) = await ReadUntilRefusedAsync(stream);

        got.ShouldBeLessThan(Size);
        refusal.Found.ShouldBe(found);
        refusal.Digest.ShouldBe(blob.Digest);
    }

    [Fact]
    public async Task A_refused_end_stays_refused()
    {
        var blob = await _fixture.PutRandomAsync(Size);
        Damage(blob, file => Flip(file, Size - 1));
        await using var stream = _fixture.Store.OpenVerified(blob.Digest, blob.Size).Value;
        await ReadUntilRefusedAsync(stream);

        var again = await ReadUntilRefusedAsync(stream);

        again.Got.ShouldBe(0);
    }

    [Fact]
    public async Task A_sound_blob_verifies()
    {
        var blob = await _fixture.PutRandomAsync(Size);

        var verdict = await _fixture.Store.VerifyAsync(blob.Digest, blob.Size, TestContext.Current.CancellationToken);

        verdict.IsOk.ShouldBeTrue();
    }

    [Fact]
    public async Task A_missing_blob_is_corrupt_for_whoever_was_promised_it()
    {
        var digest = Digest.Of("never stored"u8);

        (await VerifyAsync(new StoredBlob(digest, 12))).Message.ShouldBe(
            $"Blob {digest} is corrupt: its file is missing."
        );
        _fixture.Store.Find(digest).ShouldBeNull();
    }

    [Trait("Abuse", "14")]
    [Fact]
    public async Task A_symbolic_link_in_the_place_of_a_blob_is_not_followed()
    {
        var blob = await _fixture.PutRandomAsync(Size);
        var elsewhere = Path.Join(_fixture.Root, "elsewhere");
        File.Move(_fixture.PathOf(blob.Digest), elsewhere);
        File.CreateSymbolicLink(_fixture.PathOf(blob.Digest), elsewhere);

        (await VerifyAsync(blob)).Message.ShouldEndWith("a symbolic link stands in its place.");
        _fixture.Store.Find(blob.Digest).ShouldBeNull();
    }

    [Fact]
    public async Task A_symbolic_link_in_the_place_of_a_blobs_folder_is_not_followed()
    {
        var blob = await _fixture.PutRandomAsync(Size);
        var shard = Path.GetDirectoryName(_fixture.PathOf(blob.Digest))!;
        var elsewhere = Path.Join(_fixture.Root, "elsewhere");
        Directory.Move(shard, elsewhere);
        Directory.CreateSymbolicLink(shard, elsewhere);

        (await VerifyAsync(blob)).Message.ShouldEndWith("a symbolic link stands in its place.");
        _fixture.Store.Find(blob.Digest).ShouldBeNull();
        await Should.ThrowAsync<IOException>(() => _fixture.PutRandomAsync(Size));
        Directory.GetFiles(elsewhere).Length.ShouldBe(1);
        _fixture.Drafts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_blob_is_refused()
    {
        var digest = Digest.Of("a folder"u8);
        Directory.CreateDirectory(_fixture.PathOf(digest));

        (await VerifyAsync(new StoredBlob(digest, 4096))).Message.ShouldEndWith(
            "something that is not a regular file stands in its place."
        );
        _fixture.Store.Find(digest).ShouldBeNull();
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_a_blob_is_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes in folders.");
        var blob = await _fixture.PutRandomAsync(Size);
        File.Delete(_fixture.PathOf(blob.Digest));
        using var mkfifo = Process.Start("mkfifo", _fixture.PathOf(blob.Digest));
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        mkfifo.ExitCode.ShouldBe(0);

        (await VerifyAsync(blob)).Message.ShouldEndWith("something that is not a regular file stands in its place.");
    }

    [Fact]
    public async Task Every_way_of_reading_gives_the_same_bytes()
    {
        var blob = await _fixture.PutRandomAsync(Size);
        var expected = StoreFixture.RandomBytes(Size);

        await using (var stream = _fixture.Store.OpenVerified(blob.Digest, blob.Size).Value)
        {
            var bytes = new byte[Size + 10];
            (await stream.ReadAtLeastAsync(bytes, Size + 1, false, TestContext.Current.CancellationToken)).ShouldBe(
                Size
            );
            bytes[..Size].ShouldBe(expected);
        }

        using var synchronous = _fixture.Store.OpenVerified(blob.Digest, blob.Size).Value;
        var buffer = new byte[Size];
        ReadSynchronously(synchronous, buffer).ShouldBe(Size);
        buffer.ShouldBe(expected);
        (await _fixture.ReadAsync(blob)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_closed_stream_reads_no_more()
    {
        var blob = await _fixture.PutRandomAsync(Size);
        var stream = _fixture.Store.OpenVerified(blob.Digest, blob.Size).Value;
        await stream.DisposeAsync();
        await stream.DisposeAsync();

        stream.CanRead.ShouldBeFalse();
        await Should.ThrowAsync<ObjectDisposedException>(() => ReadUntilRefusedAsync(stream));
    }

    [Fact]
    public async Task Many_readers_at_once_get_the_right_bytes()
    {
        var blobs = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => _fixture.PutRandomAsync(Size, seed)));

        var readings = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(i => Task.Run(() => _fixture.ReadAsync(blobs[i % 4])))
        );

        foreach (var (bytes, i) in readings.Select((bytes, i) => (bytes, i)))
        {
            Digest.Of(bytes).ShouldBe(blobs[i % 4].Digest);
        }
    }

    public void Dispose() => _fixture.Dispose();

    private static int ReadSynchronously(Stream stream, byte[] buffer)
    {
        var total = 0;
        while (stream.Read(buffer.AsSpan(total, Math.Min(1_000, buffer.Length - total))) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }

    private static void Flip(FileStream file, long position)
    {
        file.Position = position;
        var value = file.ReadByte();
        file.Position = position;
        file.WriteByte((byte)(value ^ 1));
    }

    private static string Hash(string path) => Digest.Of(File.ReadAllBytes(path)).Hex;

    private void Damage(StoredBlob blob, Action<FileStream> change)
    {
        using var file = File.Open(_fixture.PathOf(blob.Digest), FileMode.Open, FileAccess.ReadWrite);
        change(file);
    }

    private async Task<Error> VerifyAsync(StoredBlob blob)
    {
        var verdict = await _fixture.Store.VerifyAsync(blob.Digest, blob.Size, TestContext.Current.CancellationToken);
        verdict.Error!.Code.ShouldBe(ErrorCode.Corrupt);
        return verdict.Error;
    }

    private async Task ShouldKeepTheEndBackAsync(StoredBlob blob)
    {
        var (got, refusal) = await ReadUntilRefusedAsync(blob);

        got.ShouldBe(blob.Size / 262_144 * 262_144);
        refusal.Digest.ShouldBe(blob.Digest);
        using var copy = new MemoryStream();
        await using var stream = _fixture.Store.OpenVerified(blob.Digest, blob.Size).Value;
        await Should.ThrowAsync<CorruptBlobException>(() =>
            stream.CopyToAsync(copy, TestContext.Current.CancellationToken)
        );
        copy.Length.ShouldBe(got);
    }

    private async Task<(long Got, CorruptBlobException Refusal)> ReadUntilRefusedAsync(StoredBlob blob)
    {
        await using var stream = _fixture.Store.OpenVerified(blob.Digest, blob.Size).Value;
        return await ReadUntilRefusedAsync(stream);
    }

    private static async Task<(long Got, CorruptBlobException Refusal)> ReadUntilRefusedAsync(Stream stream)
    {
        var got = 0L;
        var buffer = new byte[10_000];
        try
        {
            while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read)
            {
                got += read;
            }
        }
        catch (CorruptBlobException refusal)
        {
            return (got, refusal);
        }

        throw new InvalidOperationException($"All {got} bytes were handed out.");
    }
}
