namespace Gradus.Protocol.Client;

/// <summary>Takes a registry's rows along; its bytes are <see cref="BlobsClient"/>'s.</summary>
public sealed class BackupClient
{
    private readonly GradusHttp _http;

    internal BackupClient(GradusHttp http) => _http = http;

    /// <summary>
    /// Copies the registry's rows as they are at one moment, compressed by gzip, a line a row. The blobs that they name are kept
    /// from being swept for a day.
    /// </summary>
    public Task DownloadAsync(Stream target, CancellationToken cancel = default) =>
        _http.DownloadAsync(Route.Path($"/backup"), target, null, cancel);
}
