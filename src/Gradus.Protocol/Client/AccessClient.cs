using Gradus.Protocol.Identities;

namespace Gradus.Protocol.Client;

/// <summary>Who the caller is, and who may do what.</summary>
public sealed class AccessClient
{
    private readonly GradusHttp _http;

    internal AccessClient(GradusHttp http) => _http = http;

    /// <summary>Who the server takes the caller for.</summary>
    public Task<MeDto> WhoAmIAsync(CancellationToken cancel = default) =>
        _http.GetAsync("/me", ProtocolJson.Default.MeDto, cancel);

    /// <summary>Whether a user may do something, and by which rule.</summary>
    public Task<PermissionDto> MayAsync(
        string user,
        string action,
        string? model = null,
        string? stage = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route(Route.Path($"/users/{user}/permissions/{action}"))
                .Query("model", model)
                .Query("stage", stage)
                .ToString(),
            ProtocolJson.Default.PermissionDto,
            cancel
        );
}
