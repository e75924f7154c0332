using Gradus.Core.Attestations;
using Gradus.Core.Errors;
using Gradus.Data.Approvals;
using Gradus.Data.Ledger;
using Gradus.Data.Models;
using Gradus.Data.Policies;
using Gradus.Data.Promotions;
using Gradus.Data.Stages;
using Gradus.Server.Ledger;

namespace Gradus.Server.Attestations;

/// <summary>Says of a promotion, signed with the ledger's key, what its version was let in on.</summary>
internal sealed class Attesting(
    PromotionStore promotions,
    VersionStore versions,
    PolicyStore policies,
    ApprovalStore approvals,
    TransitionStore transitions,
    LedgerStore ledger,
    LedgerKey key
)
{
    /// <summary>The statement in its envelope; a refusal where the promotion has moved nothing, or its version is gone.</summary>
    public async Task<Result<DsseEnvelope>> AttestAsync(string id, CancellationToken cancellationToken)
    {
        if (
            !(await promotions.GetAsync(id, cancellationToken)).Try(out var promotion, out var error)
            || !(await versions.GetAsync(promotion.Model, promotion.Version ?? 0, cancellationToken)).Try(
                out var version,
                out error
            )
            || !(await policies.GetAsync(promotion.PolicyRevision, cancellationToken)).Try(out var policy, out error)
            || !(await approvals.GetAsync(id, cancellationToken)).Try(out var state, out error)
            || !(await transitions.OfPromotionAsync(promotion, cancellationToken)).Try(out var moved, out error)
        )
        {
            return error;
        }

        var entry = await ledger.FindOfPromotionAsync(promotion.Model, id, cancellationToken);
        return PromotionStatement
            .Of(promotion, version, policy, moved.Transitions, state.Said, key.Public.Name, entry?.Record.Sequence)
            .Map(payload => key.Sign(InToto.PayloadType, payload));
    }
}
