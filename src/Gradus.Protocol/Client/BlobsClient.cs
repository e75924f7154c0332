using System.Collections.Concurrent;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Models;

namespace Gradus.Protocol.Client;

/// <summary>Stored bytes, by their SHA-256 digest ("sha256:" and 64 hexadecimal digits).</summary>
public sealed class BlobsClient
{
    // Small files cost a round trip each; a few at once hide it without taking a server's connections away.
    private const int AtOnce = 4;

    private readonly GradusHttp _http;

    internal BlobsClient(GradusHttp http) => _http = http;

    /// <summary>Whether the server has these bytes.</summary>
    public Task<bool> ExistsAsync(string digest, CancellationToken cancel = default) =>
        _http.ExistsAsync(Address(digest), cancel);

    /// <summary>Stores bytes. The server checks them against the digest and refuses if they differ.</summary>
    /// <param name="digest">What the bytes hash to.</param>
    /// <param name="content">Read once, from where it stands.</param>
    /// <param name="length">How many bytes to send; fewer in the stream is an <see cref="EndOfStreamException"/>.</param>
    /// <param name="progress">Told the size of each block as it is sent.</param>
    /// <param name="cancel">Gives up; nothing is stored then.</param>
    public async Task<BlobDto> PutAsync(
        string digest,
        Stream content,
        long length,
        IProgress<long>? progress = null,
        CancellationToken cancel = default
    )
    {
        using var body = new UploadContent(content, length, progress);
        return await _http
            .UploadAsync(Address(digest), body, ProtocolJson.Default.BlobDto, cancel)
            .ConfigureAwait(false);
    }

    /// <summary>Copies stored bytes to a stream, telling the size of each block as it arrives.</summary>
    public Task DownloadAsync(
        string digest,
        Stream target,
        IProgress<long>? progress = null,
        CancellationToken cancel = default
    ) => _http.DownloadAsync(Address(digest), target, progress, cancel);

    /// <summary>Stores one file unless the server has it already, and returns its digest.</summary>
    public async Task<string> UploadAsync(
        string file,
        IProgress<UploadProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        var files = await UploadAsync([LocalFile.At(file)], progress, cancel).ConfigureAwait(false);
        return files[0].Digest;
    }

    /// <summary>Stores those of the files that the server does not have, and returns all of them with their digests.</summary>
    internal async Task<IReadOnlyList<FileDto>> UploadAsync(
        IReadOnlyList<LocalFile> files,
        IProgress<UploadProgress>? progress,
        CancellationToken cancel
    )
    {
        var tally = new UploadTally(files.Sum(file => file.Size), progress);
        var hashed = new FileDto[files.Count];
        for (var i = 0; i < files.Count; i++)
        {
            hashed[i] = await files[i].HashAsync(tally.Hashed, cancel).ConfigureAwait(false);
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        var seen = new ConcurrentDictionary<string, bool>();
        await Parallel
            .ForEachAsync(
                Enumerable.Range(0, files.Count),
                options,
                async (i, stop) =>
                {
                    var isNew = seen.TryAdd(hashed[i].Digest, true);
                    await StoreAsync(files[i], hashed[i], isNew, tally, stop).ConfigureAwait(false);
                }
            )
            .ConfigureAwait(false);
        return hashed;
    }

    private async Task StoreAsync(
        LocalFile file,
        FileDto hashed,
        bool isNew,
        UploadTally tally,
        CancellationToken cancel
    )
    {
        if (!isNew || await ExistsAsync(hashed.Digest, cancel).ConfigureAwait(false))
        {
            tally.Stored.Report(hashed.Size);
            return;
        }

        var content = file.Open();
        await using (content.ConfigureAwait(false))
        {
            await PutAsync(hashed.Digest, content, hashed.Size, tally.Stored, cancel).ConfigureAwait(false);
        }
    }

    private static string Address(string digest)
    {
        var hex = digest.StartsWith("sha256:", StringComparison.Ordinal) ? digest["sha256:".Length..] : digest;
        return Route.Path($"/blobs/{hex}");
    }
}
