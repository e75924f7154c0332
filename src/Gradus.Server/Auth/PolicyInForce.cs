using Gradus.Core.Policies;
using Gradus.Data.Policies;

namespace Gradus.Server.Auth;

/// <summary>
/// The policy that requests are let in by, read at most once a second. What changes something is decided in its own
/// transaction, on the policy as it stands there; this one decides who may read, and is forgotten when another is applied here.
/// </summary>
internal sealed class PolicyInForce(PolicyStore policies, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private volatile Known? _known;

    /// <summary>The policy.</summary>
    public async ValueTask<Policy> GetAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.ReadAt) < Age)
        {
            return known.Policy;
        }

        var readAt = time.GetTimestamp();
        var policy = (await policies.CurrentAsync(cancellationToken)).Policy;
        _known = new Known(policy, readAt);
        return policy;
    }

    /// <summary>Another policy was applied.</summary>
    public void Forget() => _known = null;

    private sealed record Known(Policy Policy, long ReadAt);
}
