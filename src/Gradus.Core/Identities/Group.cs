namespace Gradus.Core.Identities;

/// <summary>Users under one name, to which the policy and the registry grant things together.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Members">The names of the users in it, by name.</param>
public sealed record Group(
    string Name,
    string Description,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string> Members
);

/// <summary>The groups that are always there.</summary>
public static class Groups
{
    /// <summary>Who may do everything, and decides who else is there.</summary>
    public const string Administrators = "administrators";

    /// <summary>The workers that the server runs beside itself. No group of this name can be created.</summary>
    public const string Workers = "gradus:workers";
}
