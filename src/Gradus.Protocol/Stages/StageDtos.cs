namespace Gradus.Protocol.Stages;

/// <summary>A registered stage.</summary>
/// <param name="Kind"><c>initial</c>, <c>active</c> or <c>archive</c>.</param>
/// <param name="Occupancy"><c>many</c> or <c>one</c>.</param>
public sealed record StageDto(string Name, int Position, string Description, string Kind, string Occupancy);

/// <summary>All stages in their order.</summary>
public sealed record StageListDto(IReadOnlyList<StageDto> Stages);

/// <summary>Registers a stage. Without a position it goes right before the archive stage.</summary>
public sealed record CreateStageDto(
    string Name,
    string? Description = null,
    string? Occupancy = null,
    int? Position = null
);

/// <summary>Changes a stage; what is absent stays as it is.</summary>
public sealed record UpdateStageDto(string? Description = null, string? Occupancy = null, int? Position = null);

/// <summary>Moves a version to a stage without gates: what MLflow's transition-stage does.</summary>
public sealed record TransitionRequestDto(string Stage, bool ArchiveExistingVersions = false, string? Reason = null);

/// <summary>One applied change of stage. Times are Unix milliseconds.</summary>
/// <param name="From">Absent when the version was created.</param>
/// <param name="To">Absent when the version was deleted.</param>
/// <param name="DisplacedBy">The version whose arrival moved this one out.</param>
/// <param name="Kind">How it came about: <c>move</c>, <c>promotion</c>, <c>rollback</c> or <c>break_glass</c>.</param>
public sealed record TransitionDto(
    long Id,
    string Model,
    int Version,
    string? From,
    string? To,
    long At,
    string Actor,
    string Reason,
    string RequestId,
    string? Promotion,
    int? DisplacedBy,
    string Kind
);

/// <summary>The version after a move, and the moves that were made: its own first, then those of the displaced.</summary>
/// <param name="Version">The version.</param>
/// <param name="Transitions">The moves.</param>
/// <param name="Outcome">How the promotion went that the policy made of it, with what was not met and only told; absent where it
/// just moved.</param>
public sealed record TransitionResultDto(
    Models.VersionDto Version,
    IReadOnlyList<TransitionDto> Transitions,
    string? Outcome = null
);

/// <summary>A stretch of history, newest first.</summary>
public sealed record HistoryPageDto(IReadOnlyList<TransitionDto> Transitions, string? NextPageToken);

/// <summary>Who was in a stage at a time, each with the transition that brought it there.</summary>
public sealed record HoldersDto(string Model, string Stage, long At, IReadOnlyList<TransitionDto> Holders);
