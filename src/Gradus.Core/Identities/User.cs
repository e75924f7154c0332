namespace Gradus.Core.Identities;

/// <summary>A person or a service account that the registry knows.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Kind">A person, or a service.</param>
/// <param name="Description">Who or what it is; may be empty.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="DisabledAt">Since when it is shut out; null while it is not.</param>
/// <param name="Groups">The groups it belongs to, by name.</param>
public sealed record User(
    string Name,
    IdentityKind Kind,
    string Description,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt,
    IReadOnlyList<string> Groups
)
{
    /// <summary>The person that a new registry begins with, who lets everyone else in.</summary>
    public const string FirstAdministrator = "admin";
}
