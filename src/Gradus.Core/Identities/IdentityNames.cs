using Gradus.Core.Errors;

namespace Gradus.Core.Identities;

/// <summary>
/// The form that names of users and of groups share. Only ASCII, so that no two look alike; no ':', which ends the name in HTTP
/// Basic, and so none that begins with "group:".
/// </summary>
internal static class IdentityNames
{
    public const int MaxLength = 64;

    /// <summary>What is wrong with a name; null if nothing is.</summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="kind">What is named, as a sentence begins: "User" or "Group".</param>
    public static Error? FindFault(string? text, string kind) =>
        text switch
        {
            null or "" => Refuse($"{kind} name is required."),
            { Length: > MaxLength } => Refuse($"{kind} name is longer than {MaxLength} characters."),
            _ when !text.All(IsAllowed) => Refuse(
                $"{kind} name '{text}' may only hold the letters a to z, digits, '.', '_', '-', '@' and '+'."
            ),
            _ when text.All(c => c == '.') => Refuse($"{kind} name '{text}' needs a letter or a digit."),
            _ when Caller.IsReserved(text) => Refuse($"{kind} name '{text}' is reserved: the registry itself uses it."),
            _ => null,
        };

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '+';

    private static Error Refuse(string message) => Error.Invalid(message, "name");
}
