using Gradus.Core.Errors;

namespace Gradus.Core.Models;

/// <summary>
/// An alias of a model version: letters, digits, '_' and '-', at most 255; not "latest" in any case and not 'v' followed
/// by digits, since both mean something in model URIs. Case-sensitive.
/// </summary>
public readonly record struct AliasName
{
    /// <summary>The most characters an alias may have.</summary>
    public const int MaxLength = 255;

    private AliasName(string value) => Value = value;

    /// <summary>The alias as registered.</summary>
    public string Value { get; }

    /// <summary>Checks an alias that is to be set: its form, and that it is not reserved.</summary>
    public static Result<AliasName> Parse(string? text) =>
        ParseForm(text).Then<AliasName>(alias => FindReservation(alias.Value) is { } reserved ? reserved : alias);

    /// <summary>Checks only the form of an alias: what one that is asked for must have to exist at all.</summary>
    public static Result<AliasName> ParseForm(string? text) =>
        text switch
        {
            null or "" => Error.Invalid("Registered model alias name cannot be empty.", "alias"),
            _ when !text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-') => Error.Invalid(
                $"Invalid alias name: '{text}'. Names may only contain alphanumerics, underscores (_), and dashes (-).",
                "alias"
            ),
            { Length: > MaxLength } => Error.Invalid(
                $"'Registered model alias name' exceeds the maximum length of {MaxLength} characters",
                "alias"
            ),
            _ => new AliasName(text),
        };

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static Error? FindReservation(string text)
    {
        if (text.Equals("latest", StringComparison.OrdinalIgnoreCase))
        {
            return Error.Invalid("'latest' alias name (case insensitive) is reserved.", "alias");
        }

        return text.Length > 1 && text[0] is 'v' or 'V' && text[1..].All(char.IsDigit)
            ? Error.Invalid($"Version alias name '{text}' is reserved.", "alias")
            : null;
    }
}
