using Gradus.Artifacts.Local;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Artifacts.Tests.Local;

/// <summary>A store in a folder of its own, and a look at what lies in it.</summary>
internal sealed class StoreFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public StoreFixture()
        : this(DiskCalls.Real) { }

    public StoreFixture(DiskCalls disk) => Store = LocalBlobStore.Open(Root, disk);

    public LocalBlobStore Store { get; }

    public string Root => Path.Join(_folder.Path, "data", "artifacts");

    public string[] Drafts => Directory.GetFileSystemEntries(Path.Join(Root, "tmp"));

    public string[] Blobs => Directory.GetFiles(Path.Join(Root, "blobs"), "*", SearchOption.AllDirectories);

    public static byte[] RandomBytes(int size, int seed = 1)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public string PathOf(Digest digest) => Path.Join(Root, "blobs", "sha256", digest.Hex[..2], digest.Hex);

    public Task<Result<StoredBlob>> PutAsync(byte[] bytes, long? size = null, Digest? digest = null) =>
        Store.PutAsync(new MemoryStream(bytes), size, digest, TestContext.Current.CancellationToken);

    public async Task<StoredBlob> PutRandomAsync(int size, int seed = 1) =>
        (await PutAsync(RandomBytes(size, seed))).Value;

    public async Task<byte[]> ReadAsync(StoredBlob blob)
    {
        await using var stream = Store.OpenVerified(blob.Digest, blob.Size).Value;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    public void Dispose() => _folder.Dispose();
}
