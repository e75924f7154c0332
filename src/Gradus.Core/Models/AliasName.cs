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

    /// <summary>Checks an alias that a client sent.</summary>
    public static Result<AliasName> Parse(string? text) =>
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
            _ when text.Equals("latest", StringComparison.OrdinalIgnoreCase) => Error.Invalid(
                "'latest' alias name (case insensitive) is reserved.",
                "alias"
            ),
            _ when text.Length > 1 && text[0] is 'v' or 'V' && text[1..].All(char.IsDigit) => Error.Invalid(
                $"Version alias name '{text}' is reserved.",
                "alias"
            ),
            _ => new AliasName(text),
        };

    /// <inheritdoc/>
    public override string ToString() => Value;
}
