using Gradus.Core.Errors;

namespace Gradus.Core.Models;

/// <summary>
/// A registered model's name: not blank, at most 512 characters, no '/' or ':' (both delimit in model URIs), no control
/// characters. Case-sensitive; compared byte for byte.
/// </summary>
public readonly record struct ModelName
{
    /// <summary>The most characters a name may have.</summary>
    public const int MaxLength = 512;

    private ModelName(string value) => Value = value;

    /// <summary>The name as registered.</summary>
    public string Value { get; }

    /// <summary>Checks a name that a client sent.</summary>
    public static Result<ModelName> Parse(string? text) =>
        text switch
        {
            _ when string.IsNullOrWhiteSpace(text) => Error.Invalid("Model name is required.", "name"),
            { Length: > MaxLength } => Error.Invalid($"Model name is longer than {MaxLength} characters.", "name"),
            _ when text.AsSpan().ContainsAny('/', ':') => Error.Invalid(
                $"Invalid model name '{text}'. Names cannot contain '/' or ':'.",
                "name"
            ),
            _ when !Text.IsPrintable(text) => Error.Invalid(
                "Invalid model name: it holds a control character or half of a surrogate pair.",
                "name"
            ),
            _ => new ModelName(text),
        };

    /// <inheritdoc/>
    public override string ToString() => Value;
}
