namespace Gradus.Protocol.Approvals;

/// <summary>What a person says of a promotion.</summary>
/// <param name="Decision">approve, reject, withdraw or comment.</param>
/// <param name="Comment">Why, in their words.</param>
/// <param name="Binding">The promotion's binding as the person saw it: refused if it has changed. Absent for the present one.</param>
public sealed record SayDto(string Decision, string? Comment = null, string? Binding = null);

/// <summary>One statement of a person on a promotion. Times are Unix milliseconds.</summary>
/// <param name="Binding">What they had in view.</param>
/// <param name="Standing">How it counts: counts, rejects, wrong_role, not_four_eyes, nameless, expired, void; absent for a comment, a
/// withdrawal, and what the same person has replaced.</param>
public sealed record ApprovalDto(
    string Id,
    string Actor,
    string Decision,
    string Comment,
    string Binding,
    long At,
    string? Standing
);

/// <summary>How a promotion stands with the people whose yes it needs.</summary>
/// <param name="Required">How many are needed; 0 if none.</param>
/// <param name="Given">How many count.</param>
/// <param name="Roles">Of which roles; empty for anyone.</param>
/// <param name="FourEyes">Whether who asked, or registered the version, does not count.</param>
/// <param name="Approvals">Everything that was said, by time.</param>
/// <param name="Phase">Where the promotion stands now.</param>
/// <param name="Outcome">What has become of it, or what it waits for.</param>
public sealed record ApprovalStateDto(
    int Required,
    int Given,
    IReadOnlyList<string> Roles,
    bool FourEyes,
    IReadOnlyList<ApprovalDto> Approvals,
    string Phase,
    string Outcome
);
