using Gradus.Core.Gates;
using Gradus.Protocol.Work;
using Gradus.Worker.Verdicts;

namespace Gradus.Worker.Hosting;

/// <summary>How a piece of work ended.</summary>
internal abstract record Ending
{
    private Ending() { }

    /// <summary>The outcome to report under a lease.</summary>
    public OutcomeDto ToOutcome(string lease, string worker) =>
        this switch
        {
            Measured { Measurement: var measurement } => new OutcomeDto(lease, worker, "measured", null, measurement),
            Incompatible { Reason: var reason } => new OutcomeDto(lease, worker, "incompatible", reason, null),
            Judged { Judgement: var judgement } judged => new OutcomeDto(
                lease,
                worker,
                judgement.Word,
                judgement.Reason,
                null,
                judged.ToFinding()
            ),
            Failed { Reason: var reason } => new OutcomeDto(lease, worker, "error", reason, null),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The model was measured.</summary>
    public sealed record Measured(MeasurementDto Measurement) : Ending;

    /// <summary>The model cannot take the data set.</summary>
    public sealed record Incompatible(string Reason) : Ending;

    /// <summary>A command or a webhook was asked.</summary>
    /// <param name="Judgement">What it says, also that it failed technically (<see cref="Verdict.Error"/>).</param>
    /// <param name="ArtifactDigest">The digest of the version's manifest.</param>
    /// <param name="Code">What was asked.</param>
    /// <param name="Log">The end of what it printed; null if there is none.</param>
    /// <param name="Started">When the work began.</param>
    /// <param name="Finished">When it ended.</param>
    public sealed record Judged(
        Judgement Judgement,
        string ArtifactDigest,
        string Code,
        string? Log,
        DateTimeOffset Started,
        DateTimeOffset Finished
    ) : Ending
    {
        /// <summary>What was found, on the wire.</summary>
        public FindingDto ToFinding() =>
            new(
                Judgement.Metrics,
                ArtifactDigest,
                Code,
                Log,
                Started.ToUnixTimeMilliseconds(),
                Finished.ToUnixTimeMilliseconds()
            );
    }

    /// <summary>Something broke; the reason is for a person.</summary>
    public sealed record Failed(string Reason) : Ending;
}
