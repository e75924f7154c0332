using System.Globalization;
using Gradus.Core.Errors;

namespace Gradus.Core.Identities;

/// <summary>A credential of a user, as it is listed: never with its secret.</summary>
/// <param name="Id">Unique; names it, and lets nobody in.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="Scope">What it is narrowed to.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">Until when it is good; null for ever.</param>
/// <param name="RevokedAt">When it was taken back; null if it was not.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null if it was not.</param>
public sealed record Token(
    string Id,
    string User,
    string Description,
    TokenScope Scope,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt = null,
    DateTimeOffset? LastUsedAt = null
)
{
    /// <summary>Whether it lets its user in.</summary>
    public bool IsValid(DateTimeOffset now) => FindFault(now) is null;

    /// <summary>Why it lets nobody in; null if it does.</summary>
    public Error? FindFault(DateTimeOffset now) =>
        RevokedAt is { } revoked ? Refuse($"The token was revoked at {Say(revoked)}.")
        : ExpiresAt is { } expired && now >= expired ? Refuse($"The token expired at {Say(expired)}.")
        : null;

    private Error Refuse(string message) => new(ErrorCode.Unauthenticated, message, User);

    private static string Say(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
