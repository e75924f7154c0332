using Gradus.Protocol.Identities;

namespace Gradus.Protocol.Client;

/// <summary>The people and the service accounts that the registry knows.</summary>
public sealed class UsersClient
{
    private readonly GradusHttp _http;

    internal UsersClient(GradusHttp http) => _http = http;

    /// <summary>One page of the users, by name.</summary>
    /// <param name="kind">Only those: person or service.</param>
    /// <param name="maxResults">The most results of a page.</param>
    /// <param name="pageToken">Where to go on, from the page before.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<UserPageDto> ListAsync(
        string? kind = null,
        int? maxResults = null,
        string? pageToken = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route("/users")
                .Query("kind", kind)
                .Query("max_results", maxResults)
                .Query("page_token", pageToken)
                .ToString(),
            ProtocolJson.Default.UserPageDto,
            cancel
        );

    /// <summary>One user.</summary>
    public Task<UserDto> GetAsync(string user, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/users/{user}"), ProtocolJson.Default.UserDto, cancel);

    /// <summary>Creates a user, in no group and without a token.</summary>
    public Task<UserDto> CreateAsync(CreateUserDto user, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            "/users",
            user,
            ProtocolJson.Default.CreateUserDto,
            ProtocolJson.Default.UserDto,
            cancel
        );

    /// <summary>Shuts a user out and revokes all its tokens for good.</summary>
    public Task<UserDto> DisableAsync(string user, CancellationToken cancel = default) =>
        _http.PostAsync(Route.Path($"/users/{user}/disable"), ProtocolJson.Default.UserDto, cancel);

    /// <summary>Lets a user in again, with a new token.</summary>
    public Task<UserDto> EnableAsync(string user, CancellationToken cancel = default) =>
        _http.PostAsync(Route.Path($"/users/{user}/enable"), ProtocolJson.Default.UserDto, cancel);

    /// <summary>Deletes a user with its tokens. What it did stays in the history under its name.</summary>
    public Task DeleteAsync(string user, CancellationToken cancel = default) =>
        _http.DeleteAsync(Route.Path($"/users/{user}"), cancel);
}
