using System.Text;
using Gradus.Core.Errors;

namespace Gradus.Core.Models;

/// <summary>Rules for free text that every store can keep: whole Unicode characters, no NUL, a stated length.</summary>
public static class Text
{
    /// <summary>The most characters a description may have.</summary>
    public const int MaxDescriptionLength = 1_000_000;

    /// <summary>The most characters a reason, a source or another one-line value may have.</summary>
    public const int MaxLineLength = 10_000;

    /// <summary>Whether the text holds no control character and no half of a surrogate pair.</summary>
    public static bool IsPrintable(string text) => IsWellFormed(text) && !text.Any(char.IsControl);

    /// <summary>Whether the text can be stored: no NUL and no half of a surrogate pair.</summary>
    public static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (
                Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || rune.Value == 0
            )
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    /// <summary>Checks an optional text field that a client sent; null stays null.</summary>
    /// <param name="text">The value.</param>
    /// <param name="field">The field's name, for the refusal.</param>
    /// <param name="maxLength">The most characters it may have.</param>
    public static Result<string?> Parse(string? text, string field, int maxLength) =>
        text switch
        {
            null => (string?)null,
            _ when text.Length > maxLength => Error.Invalid(
                $"'{field}' exceeds the maximum length of {maxLength} characters.",
                field
            ),
            _ when !IsWellFormed(text) => Error.Invalid(
                $"'{field}' holds a NUL character or half of a surrogate pair.",
                field
            ),
            _ => text,
        };
}
