using Gradus.Core.Errors;
using Gradus.Core.Models;

namespace Gradus.Server.Api;

/// <summary>Text fields that must be there.</summary>
internal static class Required
{
    /// <summary>The text, or what is wrong with it.</summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="field">The field's name, for the refusal.</param>
    /// <param name="maxLength">The most characters it may have.</param>
    public static Result<string> Parse(string? text, string field, int maxLength) =>
        string.IsNullOrWhiteSpace(text)
            ? Error.Invalid($"'{field}' is required.", field)
            : Text.Parse(text, field, maxLength).Map(parsed => parsed!);
}
