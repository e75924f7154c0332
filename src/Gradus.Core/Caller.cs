using Gradus.Core.Identities;
using Gradus.Core.Requests;

namespace Gradus.Core;

/// <summary>Who asks for a change, and by which request: both go into the history.</summary>
/// <param name="Actor">The person's or service's name.</param>
/// <param name="RequestId">The id under which the request was logged and answered.</param>
public readonly record struct Caller(string Actor, string RequestId)
{
    /// <summary>Who asks without saying who they are.</summary>
    public const string Nobody = "anonymous";

    /// <summary>Under which name the registry itself acts.</summary>
    public const string Registry = "gradus";

    /// <summary>Under which name the registry does what the policy in force has it do.</summary>
    public const string Automation = "policy";

    /// <summary>Whether a name is one of those: no person has it, however it is written.</summary>
    public static bool IsReserved(string name) =>
        ((string[])[Nobody, Registry, Automation]).Contains(name, StringComparer.OrdinalIgnoreCase);

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
    public static Caller Itself(string requestId) => new(Registry, requestId);
}
