using System.Buffers;
using System.Security.Cryptography;
using Gradus.Core.Artifacts;
using Gradus.Core.Faults;

namespace Gradus.Artifacts.Local;

/// <summary>An upload under way: a file of a random name that is deleted unless it was moved to its place.</summary>
internal sealed class BlobDraft : IDisposable
{
    private const int ChunkSize = 256 * 1024;

    private readonly FileStream _file;
    private readonly DiskCalls _disk;
    private bool _isPlaced;

    private BlobDraft(FileStream file, DiskCalls disk)
    {
        _file = file;
        _disk = disk;
    }

    /// <summary>Creates the file, which must not exist, readable and writable for the owner only, locked while it is open.</summary>
    public static BlobDraft Create(string path, DiskCalls disk)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new BlobDraft(new FileStream(path, options), disk);
        }
        catch (IOException e) when (!DiskCalls.IsDiskFull(e))
        {
            throw new FailedWriteException(e.Message);
        }
    }

    /// <summary>Writes and hashes everything the stream gives, but stops once it has given more than the limit.</summary>
    public async Task<StoredBlob> ReceiveAsync(Stream content, long limit, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            var size = 0L;
            while (size <= limit)
            {
                var read = await content.ReadAtLeastAsync(buffer, ChunkSize, false, cancellationToken);
                if (read == 0)
                {
                    break;
                }

                // The write goes to another thread, so the hash costs no time of its own.
                var writing = WriteAsync(buffer.AsMemory(0, read));
                hash.AppendData(buffer, 0, read);
                await writing;
                size += read;
                Failpoints.Pass(Failpoint.BlobPartWritten);
            }

            return new StoredBlob(Digest.FromBytes(hash.GetHashAndReset()), size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // What the disk refuses is told apart from what the sender breaks off.
    private async ValueTask WriteAsync(ReadOnlyMemory<byte> chunk)
    {
        try
        {
            await _disk.Write(_file, chunk);
        }
        catch (IOException e) when (!DiskCalls.IsDiskFull(e))
        {
            throw new FailedWriteException(e.Message);
        }
    }

    /// <summary>Answers when the bytes are on the disk.</summary>
    public void Flush() => _disk.Flush(_file);

    /// <summary>Gives the file its name, in the place of any that has it.</summary>
    public void MoveTo(string path)
    {
        File.Move(_file.Name, path, overwrite: true);
        _isPlaced = true;
    }

    /// <summary>Closes the file, and deletes it if it was not moved.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (!_isPlaced)
        {
            File.Delete(_file.Name);
        }
    }
}
