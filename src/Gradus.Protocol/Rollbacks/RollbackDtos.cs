namespace Gradus.Protocol.Rollbacks;

/// <summary>Rolls a stage back.</summary>
/// <param name="To">The version to go back to; absent for the last one that was good there.</param>
/// <param name="Reason">Why; stands in the history.</param>
public sealed record RollbackRequestDto(int? To = null, string? Reason = null);

/// <summary>Where a rollback would go now.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Target">The version that would come back; absent if none will do.</param>
/// <param name="Leaving">The version that would leave; absent if none would.</param>
/// <param name="PassedOver">Former holders that will not do, the last first.</param>
public sealed record RollbackPlanDto(
    string Model,
    string Stage,
    int? Target,
    int? Leaving,
    IReadOnlyList<PassedOverDto> PassedOver
);

/// <summary>A former holder that a rollback passes over.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Why">Why.</param>
public sealed record PassedOverDto(int Version, string Why);

/// <summary>Gives a version back its standing.</summary>
/// <param name="Reason">Why; it stays with the version.</param>
public sealed record ReinstateDto(string Reason);

/// <summary>Moves a version without its gates.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Reason">Why; must be given, and stands in the history for all to see.</param>
/// <param name="ArchiveExistingVersions">Whether the present holders go to the archive stage.</param>
public sealed record BreakGlassDto(string Stage, string Reason, bool ArchiveExistingVersions = false);
