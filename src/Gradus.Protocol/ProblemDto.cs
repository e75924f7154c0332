using Gradus.Protocol.Promotions;

namespace Gradus.Protocol;

/// <summary>An error answer: RFC 9457 problem details with a machine-readable code.</summary>
/// <param name="Code">E.g. <c>stage_not_found</c>: stable, for programs.</param>
/// <param name="Detail">One clear sentence, for people.</param>
/// <param name="RequestId">Under which the server logged it.</param>
/// <param name="Unmet">The conditions that are not met, if that is why; else absent.</param>
public sealed record ProblemDto(
    string? Type,
    string? Title,
    int? Status,
    string? Detail,
    string? Code,
    string? Subject,
    string? RequestId,
    IReadOnlyList<ConditionDto>? Unmet = null
);
