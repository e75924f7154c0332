using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Faults;

namespace Gradus.Artifacts.Local;

/// <summary>
/// Blobs in a folder, each named by the SHA-256 of its bytes. A blob is whole or absent, and once <see cref="PutAsync"/> has
/// answered it survives a power cut: the bytes are written to <c>tmp/</c>, flushed, compared, renamed to
/// <c>blobs/sha256/ab/…</c>, and the folder is flushed too. Where the system is not Unix, folders cannot be flushed and the
/// last step is left out. Memory use does not depend on a blob's size. Safe for concurrent use; several processes may read
/// one folder, one writes it.
/// </summary>
public sealed class LocalBlobStore
{
    private static readonly Error StoppedWriting = new(
        ErrorCode.Unavailable,
        "The artifact store stopped accepting writes after a failed fsync; restart the server."
    );

    private static readonly Error Full = new(
        ErrorCode.Unavailable,
        "The artifact store is full: its disk has no space left for these bytes; nothing was stored."
    );

    private readonly BlobLayout _layout;
    private readonly DiskCalls _disk;

    // Held for a rename, a renewal and a sweep's last look and deletion, so that a sweep cannot delete what was just put.
    private readonly Lock _names = new();

    // Pages whose flush failed may be gone while later flushes succeed, so nothing written after it can be vouched for.
    private volatile bool _flushFailed;

    private LocalBlobStore(BlobLayout layout, DiskCalls disk)
    {
        _layout = layout;
        _disk = disk;
    }

    /// <summary>
    /// Opens the store in a folder, which is created (mode 0700) if there is none, and removes what uploads of a process
    /// that no longer runs left in <c>tmp/</c>.
    /// </summary>
    /// <exception cref="IOException">A symbolic link or a file stands where one of the store's folders should be.</exception>
    public static LocalBlobStore Open(string root) => Open(root, DiskCalls.Real);

    /// <summary>Why no more blobs are taken until a restart; null while they are.</summary>
    public string? Problem => _flushFailed ? StoppedWriting.Message : null;

    /// <summary>Receives a blob and answers when it is durable. Bytes that are stored already are written anew, which heals
    /// them if they were damaged and keeps them from the next sweep.</summary>
    /// <param name="content">The bytes, read to the end.</param>
    /// <param name="expectedSize">How many bytes were announced, if it is known; the first one more ends the upload.</param>
    /// <param name="expectedDigest">What digest was announced, if it is known.</param>
    /// <param name="cancellationToken">Ends receiving; ignored once all bytes are there.</param>
    /// <returns>
    /// What was stored; Invalid if it is not what was announced; Unavailable if the disk is full, fails, or a flush has failed since
    /// the store was opened. Only a returned blob is visible.
    /// </returns>
    public async Task<Result<StoredBlob>> PutAsync(
        Stream content,
        long? expectedSize,
        Digest? expectedDigest,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(content);
        if (_flushFailed)
        {
            return StoppedWriting;
        }

        try
        {
            using var draft = BlobDraft.Create(_layout.NewDraftPath(), _disk);
            var received = await draft.ReceiveAsync(content, expectedSize ?? long.MaxValue, cancellationToken);
            if (Mismatch(received, expectedSize, expectedDigest) is { } mismatch)
            {
                return mismatch;
            }

            // A flush can take seconds: on a thread of its own it starves no request.
            return await Task.Factory.StartNew(
                () => Publish(draft, received),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
        }
        catch (IOException exception) when (DiskCalls.IsDiskFull(exception))
        {
            return Full;
        }
        catch (FailedWriteException exception)
        {
            return new Error(
                ErrorCode.Unavailable,
                $"The artifact store could not write these bytes; nothing was stored: {exception.Message}"
            );
        }
    }

    /// <summary>The blob as the file system tells of it, without reading it; null if there is none.</summary>
    public StoredBlob? Find(Digest digest)
    {
        var file = new FileInfo(_layout.PathOf(digest));
        return BlobLayout.IsRegular(file) && !BlobLayout.IsLink(file.DirectoryName!)
            ? new StoredBlob(digest, file.Length)
            : null;
    }

    /// <summary>Keeps a stored blob from the next sweeps, for someone who is about to copy it; null if there is none.</summary>
    public StoredBlob? Keep(Digest digest)
    {
        lock (_names)
        {
            if (Find(digest) is { } blob)
            {
                File.SetLastWriteTimeUtc(_layout.PathOf(digest), DateTime.UtcNow);
                return blob;
            }
        }

        return null;
    }

    /// <summary>
    /// Keeps a stored blob from the next sweeps, for someone who is about to name it without sending it again, and makes
    /// sure that it is durable. False if there is none.
    /// </summary>
    /// <returns>Unavailable after a failed flush.</returns>
    public Result<bool> Renew(Digest digest)
    {
        if (_flushFailed)
        {
            return StoppedWriting;
        }

        lock (_names)
        {
            if (Find(digest) is null)
            {
                return false;
            }

            File.SetLastWriteTimeUtc(_layout.PathOf(digest), DateTime.UtcNow);
        }

        Failpoints.Pass(Failpoint.BlobRenewed);
        return
            Durably(() => _layout.PrepareShard(digest, _disk))
            && Durably(() => _disk.FlushFolder(_layout.ShardOf(digest)))
            ? true
            : StoppedWriting;
    }

    /// <summary>
    /// Opens a blob for one reading from start to end. The stream hashes what it hands out and keeps the end back until the
    /// hash is known to match: a reader who got <paramref name="size"/> bytes got the right ones, any other gets a
    /// <see cref="CorruptBlobException"/>. It cannot seek.
    /// </summary>
    /// <returns>Corrupt if it can be seen at once: the file is missing, of another size, or not a regular file.</returns>
    public Result<Stream> OpenVerified(Digest digest, long size)
    {
        try
        {
            return VerifiedStream.Open(_layout.PathOf(digest), digest, size);
        }
        catch (CorruptBlobException corrupt)
        {
            return corrupt.ToError();
        }
    }

    /// <summary>Reads a blob through. Corrupt, with what was found, if it is missing or not what it was stored as.</summary>
    public async Task<Result<Done>> VerifyAsync(Digest digest, long size, CancellationToken cancellationToken)
    {
        try
        {
            await using var blob = VerifiedStream.Open(_layout.PathOf(digest), digest, size);
            await blob.CopyToAsync(Stream.Null, cancellationToken);
            return default(Done);
        }
        catch (CorruptBlobException corrupt)
        {
            return corrupt.ToError();
        }
    }

    /// <summary>
    /// Deletes blobs that nothing refers to and that have been neither put nor renewed for a time, which must be longer than
    /// anyone needs from putting a blob to naming it.
    /// </summary>
    /// <param name="isReferenced">Whether a row names the blob.</param>
    /// <param name="olderThan">How long a blob must have been left alone.</param>
    /// <param name="time">The clock that ages are measured by.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    public async Task<SweepReport> SweepAsync(
        Func<Digest, ValueTask<bool>> isReferenced,
        TimeSpan olderThan,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(isReferenced);
        ArgumentNullException.ThrowIfNull(time);
        var report = new SweepReport(0, 0);
        foreach (var (digest, path) in _layout.Blobs())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var cutoff = time.GetUtcNow().UtcDateTime - olderThan;
            if (File.GetLastWriteTimeUtc(path) < cutoff && !await isReferenced(digest))
            {
                var freed = Delete(path, cutoff);
                report = freed is null ? report : new SweepReport(report.Blobs + 1, report.Bytes + freed.Value);
            }
        }

        return report;
    }

    internal static LocalBlobStore Open(string root, DiskCalls disk)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        var layout = new BlobLayout(Path.GetFullPath(root));
        layout.Prepare(disk);
        layout.RemoveAbandonedDrafts();
        return new LocalBlobStore(layout, disk);
    }

    private static Error? Mismatch(StoredBlob received, long? expectedSize, Digest? expectedDigest)
    {
        if (received.Size > expectedSize)
        {
            return Error.Invalid($"More bytes were received than the announced {expectedSize}.", "size");
        }

        if (expectedSize is not null && received.Size != expectedSize)
        {
            return Error.Invalid($"{received.Size} bytes were received, announced were {expectedSize}.", "size");
        }

        return expectedDigest is { } digest && received.Digest != digest
            ? Error.Invalid(
                $"The bytes received have SHA-256 {received.Digest.Hex}, announced was {digest.Hex}.",
                "sha256"
            )
            : null;
    }

    private Result<StoredBlob> Publish(BlobDraft draft, StoredBlob blob)
    {
        Failpoints.Pass(Failpoint.BlobWritten);
        if (!Durably(draft.Flush) || !Durably(() => _layout.PrepareShard(blob.Digest, _disk)))
        {
            return StoppedWriting;
        }

        Failpoints.Pass(Failpoint.BlobFlushed);
        lock (_names)
        {
            draft.MoveTo(_layout.PathOf(blob.Digest));
        }

        Failpoints.Pass(Failpoint.BlobNamed);
        return Durably(() => _disk.FlushFolder(_layout.ShardOf(blob.Digest))) ? blob : StoppedWriting;
    }

    private bool Durably(Action flush)
    {
        try
        {
            flush();
            return !_flushFailed;
        }
        catch (FailedFlushException)
        {
            _flushFailed = true;
            return false;
        }
    }

    private long? Delete(string path, DateTime cutoff)
    {
        lock (_names)
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.LastWriteTimeUtc >= cutoff)
            {
                return null;
            }

            var size = file.Length;
            file.Delete();
            return size;
        }
    }
}
