using System.Security.Cryptography;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Isolation;
using Gradus.Protocol.Work;
using Gradus.Worker.Hosting;

namespace Gradus.Worker.Files;

/// <summary>
/// Downloaded files by digest, kept for the next measurement. A file enters only if its bytes have its digest (written to
/// <c>tmp/</c>, then renamed), and is hashed again whenever it is used, because disks err. Above the cap the least recently
/// used files go. Several workers may share one folder.
/// </summary>
internal sealed class BlobCache
{
    private const int DownloadAttempts = 5;

    private readonly string _blobs;
    private readonly string _tmp;
    private readonly long _capacity;
    private readonly WorkClient _client;

    private BlobCache(string root, long capacity, WorkClient client)
    {
        Root = root;
        _blobs = Path.Join(root, "blobs");
        _tmp = Path.Join(root, "tmp");
        _capacity = capacity;
        _client = client;
    }

    /// <summary>Opens the cache at <paramref name="root"/>, which keeps about <paramref name="capacity"/> bytes.</summary>
    public static BlobCache Open(string root, long capacity, WorkClient client)
    {
        var cache = new BlobCache(root, capacity, client);
        PrivateFolder.Create(root);
        PrivateFolder.Create(cache._blobs);
        PrivateFolder.Create(cache._tmp);
        JobFolder.RemoveAbandoned(root);
        return cache;
    }

    /// <summary>The folder of the cache.</summary>
    public string Root { get; }

    /// <summary>
    /// Puts a copy of a blob at <paramref name="target"/>, downloading it if need be. The copy is what was hashed. The
    /// refusal says why there is none: the server has not got it, or other bytes came than were asked for.
    /// </summary>
    public async Task<Result<Done>> CopyAsync(Digest digest, long size, string target, CancellationToken ct)
    {
        if (await TryCopyAsync(digest, size, target, ct).ConfigureAwait(false))
        {
            return new Done();
        }

        var fetched = await FetchAsync(digest, size, ct).ConfigureAwait(false);
        if (!fetched.IsOk)
        {
            return fetched;
        }

        var copied = await TryCopyAsync(digest, size, target, ct).ConfigureAwait(false);
        Evict();
        return copied ? new Done() : Error.Invalid($"The bytes of {digest} changed on the worker's disk.", digest.Hex);
    }

    /// <summary>The same for predictions that work left.</summary>
    public async Task<Result<Done>> CopyAsync(OutputDto output, string target, CancellationToken ct) =>
        (await CopyAsync(output.Digest, output.Size, target, ct).ConfigureAwait(false)).Error is { } missing
            ? Error.Invalid($"The predictions are not to be had. {missing.Message}")
            : new Done();

    /// <summary>The same for a data set's file.</summary>
    public async Task<Result<Done>> CopyAsync(WorkDatasetDto dataset, string target, CancellationToken ct) =>
        (await CopyAsync(dataset.Digest, dataset.Size, target, ct).ConfigureAwait(false)).Error is { } missing
            ? Error.Invalid($"Data set '{dataset.Name}' is not to be had. {missing.Message}")
            : new Done();

    private async Task<Result<Done>> CopyAsync(string written, long size, string target, CancellationToken ct) =>
        Digest.Parse(written).Try(out var digest, out var error)
            ? await CopyAsync(digest, size, target, ct).ConfigureAwait(false)
            : error;

    private string PathOf(Digest digest) => Path.Join(_blobs, digest.Hex);

    // False if it is not there, or no longer what it was; then it is gone.
    private async Task<bool> TryCopyAsync(Digest digest, long size, string target, CancellationToken ct)
    {
        var path = PathOf(digest);
        try
        {
            var source = File.OpenRead(path);
            await using var _ = source.ConfigureAwait(false);
            using var copy = new HashingFile(target);
            await source.CopyToAsync(copy.Stream, ct).ConfigureAwait(false);
            if (copy.Finish() == (digest, size))
            {
                File.SetLastWriteTimeUtc(source.SafeFileHandle, DateTime.UtcNow);
                return true;
            }
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        File.Delete(path);
        File.Delete(target);
        return false;
    }

    private async Task<Result<Done>> FetchAsync(Digest digest, long size, CancellationToken ct)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await DownloadAsync(digest, size, ct).ConfigureAwait(false);
            }
            catch (ServerException e) when (!e.IsTransient || attempt == DownloadAttempts)
            {
                return Error.Invalid($"{digest} could not be fetched. {e.Message}", digest.Hex);
            }
            catch (ServerException)
            {
                await Task.Delay(backoff.Next(), ct).ConfigureAwait(false);
            }
        }
    }

    private async Task<Result<Done>> DownloadAsync(Digest digest, long size, CancellationToken ct)
    {
        var path = Path.Join(_tmp, Path.GetRandomFileName());
        try
        {
            using var file = new HashingFile(path);
            await _client.DownloadAsync(digest, file.Stream, size, ct).ConfigureAwait(false);
            var (got, length) = file.Finish();
            if (length != size)
            {
                return Error.Invalid(
                    $"{digest} should have {size} bytes; the server sent {(length > size ? "more" : $"{length}")}.",
                    digest.Hex
                );
            }

            if (got != digest)
            {
                return Error.Invalid($"The bytes that the server sent for {digest} have the digest {got}.", digest.Hex);
            }

            File.Move(path, PathOf(digest), overwrite: true);
            return new Done();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private void Evict()
    {
        var kept = 0L;
        foreach (var (path, size, _) in Entries().OrderByDescending(entry => entry.LastUsed))
        {
            kept += size;
            if (kept > _capacity)
            {
                File.Delete(path);
            }
        }
    }

    // Another worker may remove a file at any time.
    private IEnumerable<(string Path, long Size, DateTime LastUsed)> Entries()
    {
        foreach (var file in new DirectoryInfo(_blobs).EnumerateFiles())
        {
            file.Refresh();
            if (file.Exists)
            {
                yield return (file.FullName, file.Length, file.LastWriteTimeUtc);
            }
        }
    }

    /// <summary>A new file whose bytes are hashed as they are written.</summary>
    private sealed class HashingFile : IDisposable
    {
        private readonly SHA256 _hash = SHA256.Create();
        private readonly FileStream _file;

        public HashingFile(string path)
        {
            _file = new FileStream(
                path,
                FileMode.Create,
                FileAccess.Write,
                FileShare.None,
                bufferSize: 0,
                useAsync: true
            );
            Stream = new CryptoStream(_file, _hash, CryptoStreamMode.Write, leaveOpen: true);
        }

        public CryptoStream Stream { get; }

        public (Digest Digest, long Size) Finish()
        {
            Stream.FlushFinalBlock();
            return (Digest.FromBytes(_hash.Hash), _file.Length);
        }

        public void Dispose()
        {
            Stream.Dispose();
            _file.Dispose();
            _hash.Dispose();
        }
    }
}
