namespace Gradus.Core.Holds;

/// <summary>What a hold stops.</summary>
public enum HoldKind
{
    /// <summary>Automatic promotion only.</summary>
    Automation,

    /// <summary>Every promotion: the line is stopped.</summary>
    Line,
}

/// <summary>A stop on promotion, until somebody lifts it. A rollback passes it.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Kind">What it stops.</param>
/// <param name="Model">The model it is on; null for all.</param>
/// <param name="Stage">The stage it is on; null for all.</param>
/// <param name="Reason">Why.</param>
/// <param name="Actor">Who put it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="LiftedBy">Who lifted it; null while it holds.</param>
/// <param name="LiftedAt">When it was lifted.</param>
public sealed record Hold(
    string Id,
    HoldKind Kind,
    string? Model,
    string? Stage,
    string Reason,
    string Actor,
    DateTimeOffset CreatedAt,
    string? LiftedBy = null,
    DateTimeOffset? LiftedAt = null
)
{
    /// <summary>Whether it is on this model and stage now.</summary>
    public bool IsOn(string model, string stage) =>
        LiftedAt is null && (Model is null || Model == model) && (Stage is null || Stage == stage);

    /// <summary>
    /// Whether it stops the line for a model into a stage. What goes out of use is not promoted: only a stop of the archive itself
    /// holds it up.
    /// </summary>
    public bool StopsLine(string model, Stages.Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return Kind == HoldKind.Line
            && IsOn(model, stage.Name)
            && (stage.Kind != Stages.StageKind.Archive || Stage == stage.Name);
    }
}
