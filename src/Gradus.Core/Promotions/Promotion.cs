using Gradus.Core.Artifacts;
using Gradus.Core.Gates;
using Gradus.Core.Serving;

namespace Gradus.Core.Promotions;

/// <summary>A gate of a promotion as it stands.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">Its kind, as a policy names it.</param>
/// <param name="Result">Its result; null while it has none.</param>
/// <param name="Evidence">The ids of the evidence that it was judged on.</param>
/// <param name="ReportOnly">Whether its result is told and blocks nothing.</param>
public sealed record GateState(
    string Name,
    string Kind,
    GateResult? Result,
    IReadOnlyList<string> Evidence,
    bool ReportOnly = false
)
{
    /// <summary>Whether it has a result that stands in the way.</summary>
    public bool Blocks => !ReportOnly && Result is { LetsThrough: false };
}

/// <summary>One attempt to bring a version to a stage.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version; null until the best one is picked.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Revision">Grows with every change.</param>
/// <param name="Outcome">One sentence: what happened, or what it waits for.</param>
/// <param name="Terms">On which terms it was asked for.</param>
/// <param name="Candidates">Who was considered; empty if the version was named.</param>
/// <param name="Gates">Its gates so far.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Reason">Why, in the asker's words; may be empty.</param>
/// <param name="RequestId">By which request.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record Promotion(
    string Id,
    string Model,
    int? Version,
    string Stage,
    Phase Phase,
    long Revision,
    string Outcome,
    PromotionTerms Terms,
    IReadOnlyList<Candidate> Candidates,
    IReadOnlyList<GateState> Gates,
    string Actor,
    string Reason,
    string RequestId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <summary>The number of the policy's revision that its gates were judged by.</summary>
    public int PolicyRevision { get; init; }

    /// <summary>
    /// One digest over what people approve: the artifact, the stage, the policy and what the gates said on which evidence.
    /// Null until the gates were judged, and while they are judged again.
    /// </summary>
    public Digest? Binding { get; init; }

    /// <summary>When it is to be looked at again though nothing happens; null for never.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>When the version moved; null until then.</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>Who called it off; null if nobody did.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>The results of the checks after the move.</summary>
    public IReadOnlyList<GateState> Verifications { get; init; } = [];

    /// <summary>How its version takes over step by step; null where it does so at once, and before the move.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsOpen => !PromotionFlow.IsEnd(Phase);

    /// <summary>The gates that stand in the way.</summary>
    public IEnumerable<GateState> Unmet => Gates.Where(gate => gate.Blocks);

    /// <summary>The promotion after an event.</summary>
    /// <exception cref="InvalidOperationException">The event cannot happen in this phase: a bug.</exception>
    public Promotion After(PromotionEvent happened, string outcome) =>
        this with
        {
            Phase =
                PromotionFlow.Next(Phase, happened)
                ?? throw new InvalidOperationException($"{happened} cannot happen to a promotion that is {Phase}."),
            Outcome = outcome,
            Binding = happened == PromotionEvent.Changed ? null : Binding,
            WakeAt = null,
        };
}
