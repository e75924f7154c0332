using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Models;
using Gradus.Protocol.Stages;

namespace Gradus.Protocol.Client;

/// <summary>Model versions: search, registration, tags, files, moves between stages.</summary>
public sealed class VersionsClient
{
    private readonly GradusHttp _http;
    private readonly BlobsClient _blobs;

    internal VersionsClient(GradusHttp http, BlobsClient blobs) => (_http, _blobs) = (http, blobs);

    /// <summary>One page of the versions that a query finds, of one model or, with null, of all.</summary>
    public Task<VersionPageDto> ListAsync(string? model, SearchQuery query, CancellationToken cancel = default) =>
        _http.GetAsync(
            query.Apply(model is null ? "/versions" : Route.Path($"/models/{model}/versions")),
            ProtocolJson.Default.VersionPageDto,
            cancel
        );

    /// <summary>One version.</summary>
    public Task<VersionDto> GetAsync(string model, int version, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/models/{model}/versions/{version}"), ProtocolJson.Default.VersionDto, cancel);

    /// <summary>Registers a version of bytes that are stored already, or of an external source.</summary>
    public Task<VersionDto> CreateAsync(string model, CreateVersionDto version, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/versions"),
            version,
            ProtocolJson.Default.CreateVersionDto,
            ProtocolJson.Default.VersionDto,
            cancel
        );

    /// <summary>Uploads a file, or every file of a folder, and registers a version of them.</summary>
    /// <param name="model">A registered model.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="details">Description, run and tags; its files and source are not looked at.</param>
    /// <param name="progress">Told how far the upload has come, from any thread.</param>
    /// <param name="cancel">Gives up; no version is registered then.</param>
    public async Task<VersionDto> UploadAsync(
        string model,
        string path,
        CreateVersionDto? details = null,
        IProgress<UploadProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        var files = await _blobs.UploadAsync(LocalFile.Under(path), progress, cancel).ConfigureAwait(false);
        var version = (details ?? new CreateVersionDto()) with { Files = files, Source = null };
        return await CreateAsync(model, version, cancel).ConfigureAwait(false);
    }

    /// <summary>Changes a version's description.</summary>
    public Task<VersionDto> UpdateAsync(
        string model,
        int version,
        UpdateVersionDto change,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Patch,
            Route.Path($"/models/{model}/versions/{version}"),
            change,
            ProtocolJson.Default.UpdateVersionDto,
            ProtocolJson.Default.VersionDto,
            cancel
        );

    /// <summary>Deletes a version. Its number is not given again, and its history stays.</summary>
    public Task DeleteAsync(string model, int version, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/models/{model}/versions/{version}"), cancel);

    /// <summary>Sets a version's tag.</summary>
    public Task SetTagAsync(string model, int version, string key, string value, CancellationToken cancel = default) =>
        _http.PutAsync(
            Route.Path($"/models/{model}/versions/{version}/tags/{key}"),
            new SetTagDto(value),
            ProtocolJson.Default.SetTagDto,
            cancel
        );

    /// <summary>Removes a version's tag.</summary>
    public Task DeleteTagAsync(string model, int version, string key, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/models/{model}/versions/{version}/tags/{key}"), cancel);

    /// <summary>What a version consists of, with its signature.</summary>
    public Task<ManifestDto> GetManifestAsync(string model, int version, CancellationToken cancel = default) =>
        _http.GetAsync(
            Route.Path($"/models/{model}/versions/{version}/manifest"),
            ProtocolJson.Default.ManifestDto,
            cancel
        );

    /// <summary>Copies one file of a version to a stream, telling the size of each block as it arrives.</summary>
    public Task DownloadFileAsync(
        string model,
        int version,
        string path,
        Stream target,
        IProgress<long>? progress = null,
        CancellationToken cancel = default
    ) =>
        _http.DownloadAsync(
            Route.Path($"/models/{model}/versions/{version}/files/") + Route.File(path),
            target,
            progress,
            cancel
        );

    /// <summary>Writes every file of a version into a folder, each checked against its digest before it gets its name.</summary>
    /// <exception cref="IOException">A file cannot be written, exists already, or did not arrive as it was registered.</exception>
    public async Task<ManifestDto> DownloadAsync(
        string model,
        int version,
        string folder,
        IProgress<long>? progress = null,
        CancellationToken cancel = default
    )
    {
        var manifest = await GetManifestAsync(model, version, cancel).ConfigureAwait(false);
        var targets = manifest.Files.Select(file => DownloadTarget.In(folder, file)).ToList();
        foreach (var target in targets)
        {
            await target
                .FillAsync(
                    (stream, stop) => DownloadFileAsync(model, version, target.File.Path, stream, progress, stop),
                    cancel
                )
                .ConfigureAwait(false);
        }

        return manifest;
    }

    /// <summary>Has the server read every byte of a version again. A version that is not sound is quarantined.</summary>
    public Task<VerificationDto> VerifyAsync(string model, int version, CancellationToken cancel = default) =>
        _http.PostAsync(
            Route.Path($"/models/{model}/versions/{version}/verify"),
            ProtocolJson.Default.VerificationDto,
            cancel
        );

    /// <summary>Moves a version to a stage without gates.</summary>
    public Task<TransitionResultDto> TransitionAsync(
        string model,
        int version,
        TransitionRequestDto transition,
        CancellationToken cancel = default
    ) =>
        _http.SendAsync(
            HttpMethod.Post,
            Route.Path($"/models/{model}/versions/{version}/transitions"),
            transition,
            ProtocolJson.Default.TransitionRequestDto,
            ProtocolJson.Default.TransitionResultDto,
            cancel
        );
}
