using Gradus.Core.Identities;
using Gradus.Core.Requests;

namespace Gradus.Core;

/// <summary>Who asks for a change, and by which request: both go into the history.</summary>
/// <param name="Actor">The person's or service's name.</param>
/// <param name="RequestId">The id under which the request was logged and answered.</param>
public readonly record struct Caller(string Actor, string RequestId)
{
    /// <summary>
    /// Whom the request's credential stands for; null in local use, where a name is what the client says it is, and for what
    /// the registry does by itself.
    /// </summary>
    public Identity? Identity { get; init; }

    /// <summary>Under which key the request is carried out once; null for one without.</summary>
    public RequestKey? Key { get; init; }

    /// <summary>The groups that the caller belongs to, by name.</summary>
    public IReadOnlyList<string> Groups => Identity?.Groups ?? [];

    /// <summary>The server, which does something that nobody has asked for.</summary>
    /// <param name="requestId">What it does it for, e.g. the request of a promotion that it takes further; may be empty.</param>
    public static Caller Itself(string requestId) => new("gradus", requestId);
}
