using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Filters;

/// <summary>Reads the values of IN: texts in parentheses, separated by commas.</summary>
internal static class FilterList
{
    private const string Prefix = "While parsing a list in the query, expected ";

    /// <summary>The most values a list may have.</summary>
    public const int MaxValues = 1_000;

    /// <summary>The values; on request without those that are not written in lower case.</summary>
    public static Result<IReadOnlyList<object>> Parse(string list, bool dropsCapitals)
    {
        var tokens = FilterTokenizer.Tokenize(list[1..^1]);
        if (tokens.Count == 0)
        {
            return Refuse("a non-empty list of string values, but got empty list");
        }

        // One comma may stand after the last value.
        var values = tokens.Where((_, i) => i % 2 == 0).ToList();
        if (
            tokens.Where((_, i) => i % 2 == 1).Any(token => token.Text != ",")
            || values.Exists(token => !IsValue(token))
        )
        {
            return Refuse("a non-empty list of string values, but got ill-formed list.");
        }

        if (values.Exists(token => token.Kind is TokenKind.Integer or TokenKind.Real))
        {
            var tuple = string.Join(", ", values.Select(token => token.Text)) + (values.Count == 1 ? "," : "");
            return Refuse($"string value, punctuation, or whitespace, but got different type in list: ({tuple})");
        }

        if (values.Count > MaxValues)
        {
            return Refuse($"at most {MaxValues} values, but got {values.Count}");
        }

        var texts = values.Select(token => token.Text[1..^1]).Where(text => !dropsCapitals || IsLowerCase(text));
        return texts.ToArray<object>();
    }

    private static bool IsValue(FilterToken token) =>
        token.Kind is TokenKind.Integer or TokenKind.Real or TokenKind.Text
        || (token.Kind == TokenKind.Name && token.Text.Length > 1 && token.Text[0] == '"' && token.Text[^1] == '"');

    private static bool IsLowerCase(string text) => text.Any(char.IsLower) && !text.Any(char.IsUpper);

    private static Error Refuse(string message) => Error.Invalid(Prefix + message, "filter");
}
