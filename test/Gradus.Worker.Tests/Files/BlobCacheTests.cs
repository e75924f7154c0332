using Gradus.Core.Artifacts;
using Gradus.Worker.Hosting;

namespace Gradus.Worker.Files;

public sealed class BlobCacheTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private FakeServer _server = null!;
    private WorkClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeServer.StartAsync();
        _client = new WorkClient(_server.Address, token: null);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_downloaded_once_and_copied_each_time()
    {
        var cache = Open();
        var bytes = Store(1, 1000);

        (await CopyAsync(cache, bytes)).ShouldBe(bytes);
        (await CopyAsync(cache, bytes)).ShouldBe(bytes);

        _server.DownloadsOf(bytes).ShouldBe(1);
    }

    [Fact]
    public async Task A_cached_file_that_was_damaged_is_downloaded_again()
    {
        var cache = Open();
        var bytes = Store(1, 1000);
        await CopyAsync(cache, bytes);
        var cached = Path.Join(_folder.FullName, "blobs", Digest.Of(bytes).Hex);
        await File.WriteAllBytesAsync(cached, [.. bytes.Reverse()], TestContext.Current.CancellationToken);

        (await CopyAsync(cache, bytes)).ShouldBe(bytes);

        _server.DownloadsOf(bytes).ShouldBe(2);
        (await File.ReadAllBytesAsync(cached, TestContext.Current.CancellationToken)).ShouldBe(bytes);
    }

    [Fact]
    public async Task Changing_a_copy_does_not_change_what_is_cached()
    {
        var cache = Open();
        var bytes = Store(1, 1000);
        await CopyAsync(cache, bytes);
        await File.WriteAllTextAsync(Target, "scribbled over", TestContext.Current.CancellationToken);

        (await CopyAsync(cache, bytes)).ShouldBe(bytes);

        _server.DownloadsOf(bytes).ShouldBe(1);
    }

    [Fact]
    public async Task Above_the_cap_the_least_recently_used_go()
    {
        var cache = Open(capacity: 2500);
        var (first, second, third) = (Store(1, 1000), Store(2, 1000), Store(3, 1000));
        await CopyAsync(cache, first);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        await CopyAsync(cache, second);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        await CopyAsync(cache, first);
        await Task.Delay(20, TestContext.Current.CancellationToken);

        await CopyAsync(cache, third);

        Cached().ShouldBe([Digest.Of(first).Hex, Digest.Of(third).Hex], ignoreOrder: true);
    }

    [Fact]
    public async Task A_file_larger_than_the_whole_cache_is_still_copied()
    {
        var cache = Open(capacity: 10);
        var bytes = Store(1, 1000);

        (await CopyAsync(cache, bytes)).ShouldBe(bytes);

        Cached().ShouldBeEmpty();
    }

    [Fact]
    public async Task More_bytes_than_were_announced_are_not_taken()
    {
        var cache = Open();
        var bytes = Store(1, 1_000_000);
        var digest = Digest.Of(bytes);

        var refused = await cache.CopyAsync(digest, 10, Target, TestContext.Current.CancellationToken);

        refused.Error!.Message.ShouldBe($"{digest} should have 10 bytes; the server sent more.");
        Cached().ShouldBeEmpty();
        Directory.GetFiles(Path.Join(_folder.FullName, "tmp")).ShouldBeEmpty();
    }

    [Fact]
    public void The_cache_is_its_users_own()
    {
        var root = Path.Join(_folder.FullName, "new");
        Open(root);

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(root)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string Target => Path.Join(_folder.FullName, "copy");

    private BlobCache Open(long capacity = 1_000_000) => BlobCache.Open(_folder.FullName, capacity, _client);

    private BlobCache Open(string root) => BlobCache.Open(root, 1_000_000, _client);

    private byte[] Store(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        _server.Store(Digest.Of(bytes).Hex, bytes);
        return bytes;
    }

    private async Task<byte[]> CopyAsync(BlobCache cache, byte[] blob)
    {
        var ct = TestContext.Current.CancellationToken;
        var copied = await cache.CopyAsync(Digest.Of(blob), blob.Length, Target, ct);
        copied.IsOk.ShouldBeTrue(copied.Error?.Message);
        return await File.ReadAllBytesAsync(Target, ct);
    }

    private IEnumerable<string?> Cached() =>
        Directory.GetFiles(Path.Join(_folder.FullName, "blobs")).Select(Path.GetFileName);
}
