using System.Net.Http.Headers;

namespace Gradus.Protocol.Client;

/// <summary>Which server a client talks to, and as whom.</summary>
/// <param name="Address">The server's http or https address; a path in it is kept as a prefix.</param>
/// <param name="Actor">Who asks, as it shall stand in the history; null leaves it to the server.</param>
/// <param name="Authorization">Credentials for the Authorization header; null for none.</param>
/// <param name="Timeout">How long an answer may take, beyond what a call asks the server to wait. Transfers of files have no limit.</param>
public sealed record GradusClientOptions(
    Uri Address,
    string? Actor = null,
    AuthenticationHeaderValue? Authorization = null,
    TimeSpan? Timeout = null
)
{
    /// <summary>Carries the requests instead of a connection of the client's own, e.g. to a server in this process.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
