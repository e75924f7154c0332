namespace Gradus.Protocol.Holds;

/// <summary>Asks for a hold.</summary>
/// <param name="Kind">automation (automatic promotion only) or line (every promotion).</param>
/// <param name="Reason">Why.</param>
/// <param name="Model">The model; absent for all.</param>
/// <param name="Stage">The stage; absent for all.</param>
public sealed record PutHoldDto(string Kind, string Reason, string? Model = null, string? Stage = null);

/// <summary>A stop on promotion. Times are Unix milliseconds.</summary>
public sealed record HoldDto(
    string Id,
    string Kind,
    string? Model,
    string? Stage,
    string Reason,
    string Actor,
    long CreatedAt,
    string? LiftedBy,
    long? LiftedAt
);

/// <summary>Holds, newest first.</summary>
public sealed record HoldListDto(IReadOnlyList<HoldDto> Holds);
