using Gradus.Core.Models;
using Gradus.Core.Search;

namespace Gradus.Server.Mlflow.Models;

/// <summary>
/// Prompts are registered models with a tag. They share the names of models but are not found among them unless the search
/// asks for prompts.
/// </summary>
internal static class Prompts
{
    private const string TagKey = "mlflow.prompt.is_prompt";

    private static readonly Field TagField = new(FieldKind.Tag, TagKey);

    /// <summary>Whether the tags make the thing a prompt.</summary>
    public static bool IsPrompt(IEnumerable<Tag> tags) =>
        tags.LastOrDefault(tag => tag.Key == TagKey)?.Value.Equals("true", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The conditions of a search, with prompts left out unless the first one on their tag asks for them.</summary>
    public static IReadOnlyList<Comparison> LeaveOut(IReadOnlyList<Comparison> conditions) =>
        conditions.FirstOrDefault(IsOnTag) is { } first && AsksForPrompts(first)
            ? conditions
            :
            [
                .. conditions.Where(condition => !IsOnTag(condition)),
                Comparison.Of(TagField, Comparator.Lacks, "true"),
            ];

    private static bool IsOnTag(Comparison condition) => condition.Field == TagField;

    private static bool AsksForPrompts(Comparison condition) =>
        (condition.Comparator, ((string)condition.Values[0]).ToUpperInvariant()) switch
        {
            (Comparator.Equal, "TRUE") => true,
            (Comparator.NotEqual, "FALSE") => true,
            _ => false,
        };
}
