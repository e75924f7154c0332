using Gradus.Protocol.Models;

namespace Gradus.Protocol.Client;

/// <summary>Registered models, their tags and aliases.</summary>
public sealed class ModelsClient
{
    private readonly GradusHttp _http;

    internal ModelsClient(GradusHttp http) => _http = http;

    /// <summary>One page of the models that a query finds.</summary>
    public Task<ModelPageDto> ListAsync(SearchQuery query, CancellationToken cancel = default) =>
        _http.GetAsync(query.Apply("/models"), ProtocolJson.Default.ModelPageDto, cancel);

    /// <summary>One model.</summary>
    public Task<ModelDto> GetAsync(string model, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/models/{model}"), ProtocolJson.Default.ModelDto, cancel);

    /// <summary>Registers a model.</summary>
    public Task<ModelDto> CreateAsync(CreateModelDto model, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            "/models",
            model,
            ProtocolJson.Default.CreateModelDto,
            ProtocolJson.Default.ModelDto,
            cancel
        );

    /// <summary>Renames a model or describes it.</summary>
    public Task<ModelDto> UpdateAsync(string model, UpdateModelDto change, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Patch,
            Route.Path($"/models/{model}"),
            change,
            ProtocolJson.Default.UpdateModelDto,
            ProtocolJson.Default.ModelDto,
            cancel
        );

    /// <summary>Deletes a model and its versions. Its history stays.</summary>
    public Task DeleteAsync(string model, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/models/{model}"), cancel);

    /// <summary>Sets a model's tag.</summary>
    public Task SetTagAsync(string model, string key, string value, CancellationToken cancel = default) =>
        _http.PutAsync(
            Route.Path($"/models/{model}/tags/{key}"),
            new SetTagDto(value),
            ProtocolJson.Default.SetTagDto,
            cancel
        );

    /// <summary>Removes a model's tag.</summary>
    public Task DeleteTagAsync(string model, string key, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/models/{model}/tags/{key}"), cancel);

    /// <summary>Points an alias at a version.</summary>
    public Task SetAliasAsync(string model, string alias, int version, CancellationToken cancel = default) =>
        _http.PutAsync(
            Route.Path($"/models/{model}/aliases/{alias}"),
            new SetAliasDto(version),
            ProtocolJson.Default.SetAliasDto,
            cancel
        );

    /// <summary>The version that an alias points at.</summary>
    public Task<VersionDto> GetByAliasAsync(string model, string alias, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/models/{model}/aliases/{alias}"), ProtocolJson.Default.VersionDto, cancel);

    /// <summary>Removes an alias.</summary>
    public Task DeleteAliasAsync(string model, string alias, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/models/{model}/aliases/{alias}"), cancel);

    /// <summary>The highest version in each of these stages, or in every stage.</summary>
    public Task<VersionPageDto> GetLatestAsync(
        string model,
        IReadOnlyList<string>? stages = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route(Route.Path($"/models/{model}/latest")).Query("stage", stages).ToString(),
            ProtocolJson.Default.VersionPageDto,
            cancel
        );
}
