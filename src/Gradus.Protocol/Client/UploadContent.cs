using System.Net;

namespace Gradus.Protocol.Client;

/// <summary>A stream of known length as a request's body. Reports each block's size as it is sent.</summary>
internal sealed class UploadContent(Stream source, long length, IProgress<long>? progress) : HttpContent
{
    public long Length => length;

    /// <summary>Why the source could not be read to the announced length; null while it could.</summary>
    public IOException? SourceFailure { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[Transfer.BufferSize];
        for (var left = length; left > 0; )
        {
            var wanted = (int)Math.Min(buffer.Length, left);
            var count = await ReadAsync(buffer.AsMemory(0, wanted), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            progress?.Report(count);
            left -= count;
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }

    private async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            var count = await source.ReadAsync(buffer, cancel).ConfigureAwait(false);
            return count > 0
                ? count
                : throw new EndOfStreamException("The file became shorter while it was being sent.");
        }
        catch (IOException e)
        {
            SourceFailure = e;
            throw;
        }
    }
}
