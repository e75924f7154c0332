using Gradus.Protocol.Identities;

namespace Gradus.Protocol.Client;

/// <summary>Tokens, with which users and service accounts show who they are.</summary>
public sealed class TokensClient
{
    private readonly GradusHttp _http;

    internal TokensClient(GradusHttp http) => _http = http;

    /// <summary>One page of tokens, newest first; also those that let nobody in any more.</summary>
    /// <param name="user">Whose; null for the caller's own.</param>
    /// <param name="everyone">Everyone's instead.</param>
    /// <param name="maxResults">The most results of a page.</param>
    /// <param name="pageToken">Where to go on, from the page before.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<TokenPageDto> ListAsync(
        string? user = null,
        bool everyone = false,
        int? maxResults = null,
        string? pageToken = null,
        CancellationToken cancel = default
    ) =>
        _http.GetAsync(
            new Route("/tokens")
                .Query("user", user)
                .Query("everyone", everyone ? "true" : null)
                .Query("max_results", maxResults)
                .Query("page_token", pageToken)
                .ToString(),
            ProtocolJson.Default.TokenPageDto,
            cancel
        );

    /// <summary>One token, without its secret.</summary>
    public Task<TokenDto> GetAsync(string id, CancellationToken cancel = default) =>
        _http.GetAsync(Route.Path($"/tokens/{id}"), ProtocolJson.Default.TokenDto, cancel);

    /// <summary>Makes a token. Its secret is in the answer, this once.</summary>
    public Task<CreatedTokenDto> CreateAsync(CreateTokenDto token, CancellationToken cancel = default) =>
        _http.SendAsync(
            HttpMethod.Post,
            "/tokens",
            token,
            ProtocolJson.Default.CreateTokenDto,
            ProtocolJson.Default.CreatedTokenDto,
            cancel
        );

    /// <summary>Takes a token back for good.</summary>
    public Task<TokenDto> RevokeAsync(string id, CancellationToken cancel = default) =>
        _http.PostAsync(Route.Path($"/tokens/{id}/revoke"), ProtocolJson.Default.TokenDto, cancel);
}
