using System.Collections.Frozen;

namespace Gradus.Core.Promotions;

/// <summary>The life of a promotion as a table of (phase, event) → phase. What is not in it cannot happen.</summary>
public static class PromotionFlow
{
    private static readonly FrozenDictionary<(Phase, PromotionEvent), Phase> Table = new Dictionary<
        (Phase, PromotionEvent),
        Phase
    >
    {
        [(Phase.Pending, PromotionEvent.Picked)] = Phase.Gating,
        [(Phase.Pending, PromotionEvent.Refuse)] = Phase.Refused,
        [(Phase.Pending, PromotionEvent.Fault)] = Phase.Errored,
        [(Phase.Pending, PromotionEvent.Cancel)] = Phase.Cancelled,
        [(Phase.Gating, PromotionEvent.GatesPassed)] = Phase.AwaitingApproval,
        [(Phase.Gating, PromotionEvent.Refuse)] = Phase.Refused,
        [(Phase.Gating, PromotionEvent.Fault)] = Phase.Errored,
        [(Phase.Gating, PromotionEvent.Cancel)] = Phase.Cancelled,
        [(Phase.AwaitingApproval, PromotionEvent.Approved)] = Phase.Soaking,
        [(Phase.AwaitingApproval, PromotionEvent.Changed)] = Phase.Gating,
        [(Phase.AwaitingApproval, PromotionEvent.Refuse)] = Phase.Refused,
        [(Phase.AwaitingApproval, PromotionEvent.Cancel)] = Phase.Cancelled,
        [(Phase.Soaking, PromotionEvent.Soaked)] = Phase.Applying,
        [(Phase.Soaking, PromotionEvent.Changed)] = Phase.Gating,
        [(Phase.Soaking, PromotionEvent.Refuse)] = Phase.Refused,
        [(Phase.Soaking, PromotionEvent.Cancel)] = Phase.Cancelled,
        [(Phase.Applying, PromotionEvent.Applied)] = Phase.Verifying,
        [(Phase.Applying, PromotionEvent.Changed)] = Phase.Gating,
        [(Phase.Applying, PromotionEvent.Refuse)] = Phase.Refused,
        [(Phase.Applying, PromotionEvent.Fault)] = Phase.Errored,
        [(Phase.Applying, PromotionEvent.Cancel)] = Phase.Cancelled,
        [(Phase.Verifying, PromotionEvent.Verified)] = Phase.Succeeded,
        [(Phase.Verifying, PromotionEvent.Undone)] = Phase.RolledBack,
        [(Phase.Verifying, PromotionEvent.Refuse)] = Phase.Refused,
        [(Phase.Verifying, PromotionEvent.Fault)] = Phase.Errored,
    }.ToFrozenDictionary();

    /// <summary>Whether a promotion in this phase has ended.</summary>
    public static bool IsEnd(Phase phase) =>
        phase is Phase.Succeeded or Phase.Refused or Phase.Errored or Phase.Cancelled or Phase.RolledBack;

    /// <summary>The phase that follows, or null if the event cannot happen in this one.</summary>
    public static Phase? Next(Phase phase, PromotionEvent happened) =>
        Table.TryGetValue((phase, happened), out var next) ? next : null;
}
