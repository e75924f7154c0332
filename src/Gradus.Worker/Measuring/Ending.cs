using Gradus.Protocol.Work;

namespace Gradus.Worker.Measuring;

/// <summary>How a measurement ended.</summary>
internal abstract record Ending
{
    private Ending() { }

    /// <summary>The outcome to report under a lease.</summary>
    public OutcomeDto ToOutcome(string lease, string worker) =>
        this switch
        {
            Measured { Measurement: var measurement } => new OutcomeDto(lease, worker, "measured", null, measurement),
            Incompatible { Reason: var reason } => new OutcomeDto(lease, worker, "incompatible", reason, null),
            Failed { Reason: var reason } => new OutcomeDto(lease, worker, "error", reason, null),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The model was measured.</summary>
    public sealed record Measured(MeasurementDto Measurement) : Ending;

    /// <summary>The model cannot take the data set.</summary>
    public sealed record Incompatible(string Reason) : Ending;

    /// <summary>Something broke; the reason is for a person.</summary>
    public sealed record Failed(string Reason) : Ending;
}
