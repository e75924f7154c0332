using System.Globalization;
using Gradus.Core.Errors;
using Gradus.Policies.Yaml;

namespace Gradus.Policies.Shapes;

/// <summary>Whether a single value has the form it must have.</summary>
internal static class ScalarForm
{
    /// <summary>What is wrong, as a sentence or what goes on from its subject; null if nothing is.</summary>
    public static string? Refuse(YamlScalar scalar, Shape shape) =>
        shape switch
        {
            TextShape text => RefuseText(scalar, text),
            ChoiceShape choice => RefuseChoice(scalar, choice),
            NumberShape number => RefuseNumber(scalar, number),
            FlagShape => scalar.Flag is null ? $"must be true or false, not {scalar.Said}." : null,
            _ => $"must be {shape.Says}, not {scalar.Said}.",
        };

    private static string? RefuseText(YamlScalar scalar, TextShape shape) =>
        scalar.Kind switch
        {
            ScalarKind.Null => $"must be {shape.Says}, not nothing.",
            ScalarKind.Text => scalar.Text.Length > shape.MaxLength
                ? $"is longer than {shape.MaxLength} characters."
                : shape.Refuse(scalar.Text),
            _ when shape.TakesNumbers => null,
            _ when shape.Refuse(scalar.Text) is { } refusal => refusal,
            _ => $"must be {shape.Says}; {scalar.Said} needs quotes to be text.",
        };

    private static string? RefuseChoice(YamlScalar scalar, ChoiceShape shape) =>
        scalar.Kind == ScalarKind.Text && shape.Words.Contains(scalar.Text)
            ? null
            : $"must be {shape.Says}, not {scalar.Said}.{Nearest.Hint(scalar.Text, shape.Words)}";

    private static string? RefuseNumber(YamlScalar scalar, NumberShape shape) =>
        scalar.Number is { } number
        && double.IsFinite(number)
        && (!shape.IsWhole || scalar.Kind == ScalarKind.Whole)
        && !(number < shape.Min)
        && !(number > shape.Max)
            ? null
        : scalar.Kind == ScalarKind.Text
        && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"must be {shape.Says}, and {scalar.Said} is text: leave the quotes out."
        : $"must be {shape.Says}, not {scalar.Said}.";
}
