using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Core.Stages;

/// <summary>
/// A stage's name as registered: 1–64 printable characters without leading or trailing space; no '/', ':' or '@', not all
/// digits, not "latest" (all delimit or mean something in model URIs). Case-sensitive, but two stages may not differ by
/// case only.
/// </summary>
public readonly record struct StageName
{
    /// <summary>The most characters a name may have.</summary>
    public const int MaxLength = 64;

    private StageName(string value) => Value = value;

    /// <summary>The name as registered.</summary>
    public string Value { get; }

    /// <summary>Checks a name for a stage that is to be registered.</summary>
    public static Result<StageName> Parse(string? text) =>
        text switch
        {
            null or "" => Refuse("Stage name is required."),
            { Length: > MaxLength } => Refuse($"Stage name is longer than {MaxLength} characters."),
            _ when !Text.IsPrintable(text) => Refuse("Stage name holds a control character."),
            _ when text.Trim() != text => Refuse($"Stage name '{text}' starts or ends with a space."),
            _ when text.AsSpan().ContainsAny("/:@") => Refuse($"Stage name '{text}' contains '/', ':' or '@'."),
            _ when text.All(char.IsAsciiDigit) => Refuse($"Stage name '{text}' would be read as a version number."),
            _ when text.Equals("latest", StringComparison.OrdinalIgnoreCase) => Refuse(
                $"Stage name '{text}' is reserved: it means the newest version in model URIs."
            ),
            _ => new StageName(text),
        };

    /// <summary>The form in which two names are the same if they differ by case only.</summary>
    public static string Fold(string name) => name.ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static Error Refuse(string message) => Error.Invalid(message, "name");
}
