using Gradus.Core.Errors;

namespace Gradus.Core.Identities;

/// <summary>
/// The name of a person or a service account: 1–64 ASCII letters, digits, '.', '_', '-', '@' and '+'. Case-sensitive, but two may not differ by case
/// only.
/// </summary>
public readonly record struct UserName
{
    /// <summary>The most characters a name may have.</summary>
    public const int MaxLength = IdentityNames.MaxLength;

    private UserName(string value) => Value = value;

    /// <summary>The name as registered.</summary>
    public string Value { get; }

    /// <summary>Checks a name for a user that is to be created.</summary>
    public static Result<UserName> Parse(string? text) =>
        IdentityNames.FindFault(text, "User") is { } fault ? fault : new UserName(text!);

    /// <summary>The form in which two names are the same if they differ by case only.</summary>
    public static string Fold(string name) => name.ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => Value;
}
