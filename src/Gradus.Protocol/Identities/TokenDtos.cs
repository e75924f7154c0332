namespace Gradus.Protocol.Identities;

/// <summary>Makes a token.</summary>
/// <param name="User">Whose it is; absent for the caller's own.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Actions">The actions it is narrowed to, e.g. read, request; absent or empty for all that its user may do.</param>
/// <param name="Models">Patterns of the models it is narrowed to, e.g. fraud-*; absent or empty for all.</param>
/// <param name="ExpiresAt">Until when it is good, in Unix milliseconds; absent for ever.</param>
public sealed record CreateTokenDto(
    string? User = null,
    string? Description = null,
    IReadOnlyList<string>? Actions = null,
    IReadOnlyList<string>? Models = null,
    long? ExpiresAt = null
);

/// <summary>A token, without its secret. Times are Unix milliseconds.</summary>
/// <param name="Id">Names the token; lets nobody in.</param>
/// <param name="Actions">The actions it is narrowed to; empty for all that its user may do.</param>
/// <param name="Models">Patterns of the models it is narrowed to; empty for all.</param>
/// <param name="ExpiresAt">Until when it is good; absent for ever.</param>
/// <param name="RevokedAt">When it was taken back; absent if it was not.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; absent if it was not.</param>
public sealed record TokenDto(
    string Id,
    string User,
    string Description,
    IReadOnlyList<string> Actions,
    IReadOnlyList<string> Models,
    string CreatedBy,
    long CreatedAt,
    long? ExpiresAt,
    long? RevokedAt,
    long? LastUsedAt
);

/// <summary>A new token with its secret, which is answered this once and kept nowhere.</summary>
public sealed record CreatedTokenDto(TokenDto Token, string Secret);

/// <summary>A stretch of tokens, newest first; <paramref name="NextPageToken"/> is absent at the end.</summary>
public sealed record TokenPageDto(IReadOnlyList<TokenDto> Tokens, string? NextPageToken);
