namespace Gradus.Core.Gates;

/// <summary>A gate set aside for one version and stage, by a person, for a reason, until a time.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Model">The registered model's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Stage">The stage it wants into.</param>
/// <param name="Gate">The gate's name as results show it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Actor">Who.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="RevokedAt">When it was taken back; null if it was not.</param>
public sealed record Waiver(
    string Id,
    string Model,
    int Version,
    string Stage,
    string Gate,
    string Reason,
    string Actor,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt = null
)
{
    /// <summary>How long one can hold at most. A gate that nobody needs is taken out of the policy.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Whether it holds.</summary>
    public bool IsInForce(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}
