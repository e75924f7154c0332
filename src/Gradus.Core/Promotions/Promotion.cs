using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Gates;

namespace Gradus.Core.Promotions;

/// <summary>The data set that a promotion measures on, as it was when the promotion was asked for.</summary>
public sealed record PromotionDataset(string Name, string Digest, long Size, string Label, IReadOnlyList<string> Ignore)
{
    /// <summary>The digest, parsed.</summary>
    public Digest ParsedDigest => Artifacts.Digest.Parse(Digest).Value;
}

/// <summary>The terms on which a promotion was asked for. They do not change while it runs.</summary>
/// <param name="Best">The metric that picks the version; null if it was named.</param>
/// <param name="Dataset">What to measure on; null if nothing is measured.</param>
/// <param name="Require">Thresholds as they were written.</param>
/// <param name="ArchiveExisting">Whether the present holders of the stage go to the archive stage.</param>
/// <param name="TimeoutSeconds">How long one evaluation may take.</param>
/// <param name="MemoryBytes">How much memory one evaluation may use.</param>
public sealed record PromotionTerms(
    string? Best,
    PromotionDataset? Dataset,
    IReadOnlyList<string> Require,
    bool ArchiveExisting,
    int TimeoutSeconds,
    long MemoryBytes
)
{
    /// <summary>
    /// One digest over all that a measurement of an artifact depends on: the data set's bytes, the part its columns play, and
    /// the limits. Evidence is shared only between promotions of the same task.
    /// </summary>
    public Digest Task() =>
        Dataset is { } data
            ? Digest.Of(
                Encoding.UTF8.GetBytes(
                    string.Join('\n', [data.Digest, $"{TimeoutSeconds}", $"{MemoryBytes}", data.Label, .. data.Ignore])
                )
            )
            : throw new InvalidOperationException("These terms measure nothing.");

    /// <summary>The gates these terms ask for, in the order they are shown.</summary>
    public IReadOnlyList<IGate> Gates() =>
        [
            new SignatureGate(),
            .. Dataset is null ? [] : new IGate[] { new EvaluationGate(Dataset.Name) },
            .. Require.Select(text => ThresholdGate.Parse(text).Value),
        ];
}

/// <summary>A version that was considered for a promotion of the best.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Stage">The stage it was in.</param>
/// <param name="Value">Its value of the metric; null if it has none.</param>
/// <param name="Note">Why it was picked, or why it is out.</param>
/// <param name="Chosen">Whether it is the one.</param>
public sealed record Candidate(int Version, string Stage, double? Value, string Note, bool Chosen);

/// <summary>A gate of a promotion as it stands.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Result">Its result; null while it has none.</param>
/// <param name="Evidence">The evaluation that it was judged on, if it was on one.</param>
public sealed record GateState(string Name, GateResult? Result, string? Evidence);

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
    /// <summary>Whether it has not ended.</summary>
    public bool IsOpen => !PromotionFlow.IsEnd(Phase);

    /// <summary>The gates that stand in the way.</summary>
    public IEnumerable<GateState> Unmet => Gates.Where(gate => gate.Result is { LetsThrough: false });

    /// <summary>The promotion after an event.</summary>
    /// <exception cref="InvalidOperationException">The event cannot happen in this phase: a bug.</exception>
    public Promotion After(PromotionEvent happened, string outcome) =>
        this with
        {
            Phase =
                PromotionFlow.Next(Phase, happened)
                ?? throw new InvalidOperationException($"{happened} cannot happen to a promotion that is {Phase}."),
            Outcome = outcome,
        };
}
