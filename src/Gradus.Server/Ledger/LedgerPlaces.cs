using Gradus.Core.Promotions;
using Gradus.Data.Ledger;
using Gradus.Protocol.Ledger;

namespace Gradus.Server.Ledger;

/// <summary>Finds where in the ledger a promotion's move stands, and which checkpoint covers it.</summary>
internal sealed class LedgerPlaces(LedgerStore ledger, LedgerSigner signer)
{
    /// <summary>The place; null as long as nothing has moved.</summary>
    public async Task<LedgerPlaceDto?> FindAsync(Promotion promotion, CancellationToken cancellationToken)
    {
        if (
            promotion.AppliedAt is null
            || await ledger.FindOfPromotionAsync(promotion.Model, promotion.Id, cancellationToken) is not { } entry
        )
        {
            return null;
        }

        var sequence = entry.Record.Sequence;
        return (await signer.CoverAsync(sequence + 1, cancellationToken)).Try(out var checkpoint, out _)
            ? new LedgerPlaceDto(sequence, checkpoint.Size)
            : new LedgerPlaceDto(sequence, null);
    }
}
