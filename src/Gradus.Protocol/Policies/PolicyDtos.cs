using Gradus.Protocol.Promotions;

namespace Gradus.Protocol.Policies;

/// <summary>A policy as it was applied. Times are Unix milliseconds.</summary>
/// <param name="Revision">0 for the open policy of a new registry, then 1, 2, 3 …</param>
/// <param name="Digest">Over the text.</param>
/// <param name="Author">Who applied it.</param>
/// <param name="Text">The file; absent in lists.</param>
/// <param name="Changed">Whether applying it put it in force; false for one that was in force already. Absent elsewhere.</param>
/// <param name="Warnings">What who applied it should know. Absent elsewhere.</param>
public sealed record PolicyDto(
    int Revision,
    string Digest,
    string Author,
    string Reason,
    long AppliedAt,
    string? Text = null,
    bool? Changed = null,
    IReadOnlyList<string>? Warnings = null
);

/// <summary>A stretch of the policy's revisions, newest first.</summary>
public sealed record PolicyPageDto(IReadOnlyList<PolicyDto> Revisions, string? NextPageToken);

/// <summary>A policy that is to be checked, planned, replayed or applied.</summary>
/// <param name="Text">The file.</param>
/// <param name="Reason">Why; stands in the history.</param>
public sealed record PolicyTextDto(string Text, string? Reason = null);

/// <summary>Something in a policy file that is not right.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Path">Where it is in the file's structure.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record PolicyProblemDto(int Line, int Column, string Path, string Message);

/// <summary>All that is wrong with a policy file.</summary>
/// <param name="Valid">Whether nothing is.</param>
public sealed record PolicyCheckDto(bool Valid, IReadOnlyList<PolicyProblemDto> Problems);

/// <summary>What applying a policy would change.</summary>
/// <param name="Changes">How it differs from the one in force, a line each.</param>
/// <param name="Holders">The present holders of stages that would not get in again.</param>
/// <param name="Warnings">What who applies it should know before: that they could apply no other, which aliases move.</param>
/// <param name="Obstacle">Why it could not be applied as things are; absent if it could.</param>
public sealed record PolicyPlanDto(
    IReadOnlyList<string> Changes,
    IReadOnlyList<HolderCheckDto> Holders,
    IReadOnlyList<string>? Warnings = null,
    string? Obstacle = null
);

/// <summary>A holder of a stage, and what it would not meet.</summary>
public sealed record HolderCheckDto(string Model, int Version, string Stage, IReadOnlyList<ConditionDto> Unmet);

/// <summary>How two policies differ, a line each.</summary>
/// <param name="From">The revision before; absent for a file.</param>
/// <param name="To">The revision after; absent for a file.</param>
public sealed record PolicyDiffDto(int? From, int? To, IReadOnlyList<string> Changes);

/// <summary>What a policy would have said of the promotions that were.</summary>
/// <param name="Promotions">How many were replayed.</param>
/// <param name="Changed">Those that it would have decided otherwise.</param>
public sealed record PolicyReplayDto(int Promotions, IReadOnlyList<ReplayedPromotionDto> Changed);

/// <summary>A promotion as it was decided and as it would have been.</summary>
/// <param name="Was">passed or blocked.</param>
/// <param name="Would">passed or blocked.</param>
/// <param name="Reasons">What would have decided it otherwise: gates, where it came from, approvals, soak, freezes.</param>
public sealed record ReplayedPromotionDto(
    string Promotion,
    string Model,
    int Version,
    string Stage,
    string Was,
    string Would,
    IReadOnlyList<string> Reasons
);
