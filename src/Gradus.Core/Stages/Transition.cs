namespace Gradus.Core.Stages;

/// <summary>How a transition came about.</summary>
public enum TransitionKind
{
    /// <summary>Somebody moved the version.</summary>
    Move,

    /// <summary>A promotion did.</summary>
    Promotion,

    /// <summary>The stage was rolled back.</summary>
    Rollback,

    /// <summary>An administrator moved the version without its gates.</summary>
    BreakGlass,
}

/// <summary>One applied change of stage. History: written once, never changed, and it outlives its model.</summary>
/// <param name="Id">Grows with every transition of the registry.</param>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version that moved.</param>
/// <param name="From">The stage it left; null when the version was created.</param>
/// <param name="To">The stage it entered; null when the version was deleted.</param>
/// <param name="At">When; never earlier than the model's previous transition.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Reason">Why, in the asker's words or the server's; may be empty.</param>
/// <param name="RequestId">Which request did it.</param>
/// <param name="Promotion">The promotion that applied it, if one did.</param>
/// <param name="DisplacedBy">The version whose arrival moved this one out, if that was so.</param>
/// <param name="Kind">How it came about.</param>
public sealed record Transition(
    long Id,
    string Model,
    int Version,
    string? From,
    string? To,
    DateTimeOffset At,
    string Actor,
    string Reason,
    string RequestId,
    string? Promotion,
    int? DisplacedBy,
    TransitionKind Kind = TransitionKind.Move
);
