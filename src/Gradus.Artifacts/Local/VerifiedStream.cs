using System.Buffers;
using System.Security.Cryptography;
using Gradus.Core.Artifacts;
using Microsoft.Win32.SafeHandles;

namespace Gradus.Artifacts.Local;

/// <summary>
/// A blob's bytes, hashed as they are read, of which the last chunk is handed out only after the hash has been found right.
/// </summary>
internal sealed class VerifiedStream : Stream
{
    private const int ChunkSize = 256 * 1024;

    private readonly SafeFileHandle _file;
    private readonly Digest _digest;
    private readonly long _size;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);

    // Hashed, and free to be handed out.
    private ReadOnlyMemory<byte> _ready;
    private long _hashed;
    private bool _isVerified;
    private string? _found;

    private VerifiedStream(SafeFileHandle file, Digest digest, long size)
    {
        _file = file;
        _digest = digest;
        _size = size;
    }

    public override bool CanRead => _buffer is not null;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a blob's file.</summary>
    /// <exception cref="CorruptBlobException">It is missing, not a regular file, or of another size.</exception>
    public static VerifiedStream Open(string path, Digest digest, long size)
    {
        var file = OpenFile(path, digest);
        var length = LengthOf(file);
        if (length == size)
        {
            return new VerifiedStream(file, digest, size);
        }

        file.Dispose();
        throw new CorruptBlobException(
            digest,
            length is null
                ? "something that is not a regular file stands in its place"
                : $"its file has {length} bytes instead of {size}"
        );
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ready.IsEmpty && WantsMore(out var space))
        {
            Accept(await RandomAccess.ReadAsync(_file, space, _hashed, cancellationToken));
        }

        return HandOut(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (_ready.IsEmpty && WantsMore(out var space))
        {
            Accept(RandomAccess.Read(_file, space.Span, _hashed));
        }

        return HandOut(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_ready.IsEmpty && WantsMore(out var space))
            {
                Accept(await RandomAccess.ReadAsync(_file, space, _hashed, cancellationToken));
            }

            if (_ready.IsEmpty)
            {
                return;
            }

            await destination.WriteAsync(_ready, cancellationToken);
            _ready = default;
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer is { } buffer)
        {
            _buffer = null;
            _ready = default;
            ArrayPool<byte>.Shared.Return(buffer);
            _hash.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static SafeFileHandle OpenFile(string path, Digest digest)
    {
        if (BlobLayout.IsLink(path) || BlobLayout.IsLink(Path.GetDirectoryName(path)!))
        {
            throw new CorruptBlobException(digest, "a symbolic link stands in its place");
        }

        try
        {
            return OperatingSystem.IsWindows()
                ? File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan)
                : UnixCalls.OpenToRead(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CorruptBlobException(digest, "its file is missing");
        }
    }

    // Null for what is not a regular file: a folder, a pipe.
    private static long? LengthOf(SafeFileHandle file)
    {
        try
        {
            return File.GetAttributes(file).HasFlag(FileAttributes.Directory) ? null : RandomAccess.GetLength(file);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    // False at the end. The space never reaches beyond the expected size.
    private bool WantsMore(out Memory<byte> space)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        ThrowIfCorrupt();
        space = _buffer.AsMemory(0, (int)Math.Min(ChunkSize, _size - _hashed));
        if (space.IsEmpty && !_isVerified)
        {
            Verify();
        }

        return !space.IsEmpty;
    }

    private void Accept(int read)
    {
        if (read == 0)
        {
            _found = $"its file ends after {_hashed} of {_size} bytes";
            ThrowIfCorrupt();
        }

        _hash.AppendData(_buffer!, 0, read);
        _hashed += read;
        if (_hashed == _size)
        {
            Verify();
        }

        _ready = _buffer.AsMemory(0, read);
    }

    private void Verify()
    {
        var actual = Digest.FromBytes(_hash.GetHashAndReset());
        if (actual != _digest)
        {
            _found = $"its bytes have SHA-256 {actual.Hex}";
        }
        else if (LengthOf(_file) != _size)
        {
            _found = $"its file grew beyond its {_size} bytes";
        }

        ThrowIfCorrupt();
        _isVerified = true;
    }

    private void ThrowIfCorrupt()
    {
        if (_found is not null)
        {
            throw new CorruptBlobException(_digest, _found);
        }
    }

    private int HandOut(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _ready.Length);
        _ready.Span[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }
}
