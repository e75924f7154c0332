using System.Net;

namespace Gradus.Worker.Hosting;

/// <summary>A file as a request's body, which tells of every piece that has gone out.</summary>
internal sealed class FileContent(string path, Action onSent) : HttpContent
{
    private const int PieceBytes = 1 << 17;

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var file = File.OpenRead(path);
        await using var _ = file.ConfigureAwait(false);
        var piece = new byte[PieceBytes];
        int read;
        while ((read = await file.ReadAsync(piece).ConfigureAwait(false)) > 0)
        {
            await stream.WriteAsync(piece.AsMemory(0, read)).ConfigureAwait(false);
            onSent();
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = new FileInfo(path).Length;
        return true;
    }
}
