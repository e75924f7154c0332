using Gradus.Protocol.Datasets;

namespace Gradus.Protocol.Client;

/// <summary>Registered data sets.</summary>
public sealed class DatasetsClient
{
    private readonly GradusHttp _http;
    private readonly BlobsClient _blobs;

    internal DatasetsClient(GradusHttp http, BlobsClient blobs) => (_http, _blobs) = (http, blobs);

    /// <summary>All data sets by name.</summary>
    public Task<DatasetListDto> ListAsync(CancellationToken cancel = default) =>
        _http.GetAsync("/datasets", ProtocolJson.Default.DatasetListDto, cancel);

    /// <summary>One data set.</summary>
    public Task<DatasetDto> GetAsync(string dataset, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/datasets/{dataset}"), ProtocolJson.Default.DatasetDto, cancel);

    /// <summary>Registers a data set whose bytes are stored already, or points its name at them.</summary>
    public Task<DatasetDto> PutAsync(string dataset, PutDatasetDto content, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Put,
            Route.Path($"/datasets/{dataset}"),
            content,
            ProtocolJson.Default.PutDatasetDto,
            ProtocolJson.Default.DatasetDto,
            cancel
        );

    /// <summary>Uploads a CSV or Parquet file and registers it as a data set.</summary>
    /// <param name="dataset">What it is to be called.</param>
    /// <param name="file">The file.</param>
    /// <param name="columns">The part that its columns play; the digest is filled in.</param>
    /// <param name="progress">Told how far the upload is.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<DatasetDto> UploadAsync(
        string dataset,
        string file,
        PutDatasetDto columns,
        IProgress<UploadProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        var digest = await _blobs.UploadAsync(file, progress, cancel).ConfigureAwait(false);
        return await PutAsync(dataset, columns with { Digest = digest }, cancel).ConfigureAwait(false);
    }

    /// <summary>Forgets a data set. Evidence measured on it stays.</summary>
    public Task DeleteAsync(string dataset, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/datasets/{dataset}"), cancel);
}
