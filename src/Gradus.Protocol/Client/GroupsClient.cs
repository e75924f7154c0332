using Gradus.Protocol.Identities;

namespace Gradus.Protocol.Client;

/// <summary>Groups of users.</summary>
public sealed class GroupsClient
{
    private readonly GradusHttp _http;

    internal GroupsClient(GradusHttp http) => _http = http;

    /// <summary>One page of the groups, by name.</summary>
    /// <param name="maxResults">The most results of a page.</param>
    /// <param name="pageToken">Where to go on, from the page before.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<GroupPageDto> ListAsync(
        int? maxResults = null,
        string? pageToken = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route("/groups").Query("max_results", maxResults).Query("page_token", pageToken).ToString(),
            ProtocolJson.Default.GroupPageDto,
            cancel
        );

    /// <summary>One group, with its members.</summary>
    public Task<GroupDto> GetAsync(string group, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/groups/{group}"), ProtocolJson.Default.GroupDto, cancel);

    /// <summary>Creates a group without members.</summary>
    public Task<GroupDto> CreateAsync(CreateGroupDto group, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            "/groups",
            group,
            ProtocolJson.Default.CreateGroupDto,
            ProtocolJson.Default.GroupDto,
            cancel
        );

    /// <summary>Deletes a group; its members stay.</summary>
    public Task DeleteAsync(string group, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/groups/{group}"), cancel);

    /// <summary>Puts a user into a group.</summary>
    public Task AddAsync(string group, string user, CancellationToken cancel = default) =>
        _http.PutAsync(Route.Path($"/groups/{group}/members/{user}"), cancel);

    /// <summary>Takes a user out of a group.</summary>
    public Task RemoveAsync(string group, string user, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/groups/{group}/members/{user}"), cancel);
}
