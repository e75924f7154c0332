namespace Gradus.Core.Identities;

/// <summary>What kind of caller a name stands for.</summary>
public enum IdentityKind
{
    /// <summary>A person: may approve, and counts as somebody of their own where requester and approver must differ.</summary>
    Person,

    /// <summary>A program: a pipeline, a worker, an application.</summary>
    Service,
}

/// <summary>Who a credential stands for.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Kind">A person, or a service.</param>
/// <param name="Groups">The groups it belongs to, by name.</param>
/// <param name="Scope">What the credential is narrowed to; null where it is no token.</param>
public sealed record Identity(string Name, IdentityKind Kind, IReadOnlyList<string> Groups, TokenScope? Scope)
{
    /// <summary>Whether it belongs to the administrators. A token of theirs may still be narrowed.</summary>
    public bool IsAdministrator => Groups.Contains(Identities.Groups.Administrators);
}
