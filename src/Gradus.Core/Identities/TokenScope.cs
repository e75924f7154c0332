using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;

namespace Gradus.Core.Identities;

/// <summary>
/// What a token is narrowed to, within what its user may do: it never permits anything by itself. Empty lists narrow nothing.
/// </summary>
/// <param name="Actions">The actions it is good for, of <see cref="Words"/>; empty for all.</param>
/// <param name="Models">Patterns of models' names it is good for; empty for all.</param>
public sealed record TokenScope(IReadOnlyList<string> Actions, IReadOnlyList<string> Models)
{
    private const int MaxPatterns = 100;

    /// <summary>The actions that a token can be narrowed to.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. PolicyActions.Words.Keys];

    /// <summary>Everything that its user may do.</summary>
    public static TokenScope Whole { get; } = new([], []);

    /// <summary>Checks what a client asked for; a word or pattern given twice counts once.</summary>
    /// <param name="actions">Words; null or empty for all.</param>
    /// <param name="models">Patterns; null or empty for all.</param>
    public static Result<TokenScope> Parse(IReadOnlyList<string>? actions, IReadOnlyList<string>? models)
    {
        string[] words = [.. (actions ?? []).Distinct()];
        string[] patterns = [.. (models ?? []).Distinct()];
        if (words.Except(Words).ToList() is [var unknown, ..])
        {
            return Error.Invalid(
                $"'{unknown}' is no action that a token can be narrowed to. There are: {string.Join(", ", Words)}.",
                "actions"
            );
        }

        if (patterns.Length > MaxPatterns)
        {
            return Error.Invalid($"A token is narrowed to at most {MaxPatterns} patterns of models.", "models");
        }

        // What can be no model's name can be no pattern of one: it would never match, unnoticed.
        return patterns.Where(pattern => !ModelName.Parse(pattern).IsOk).ToList() is [var wrong, ..]
            ? Error.Invalid($"'{wrong}' is no pattern of models' names such as 'fraud' or 'fraud-*'.", "models")
            : new TokenScope(words, patterns);
    }

    /// <summary>Whether it is good for an action.</summary>
    public bool AdmitsAction(string action) => Actions.Count == 0 || Actions.Contains(action);

    /// <summary>Whether it is good for a model; null stands for what concerns no single one.</summary>
    public bool AdmitsModel(string? model) =>
        Models.Count == 0 || (model is not null && Models.Any(pattern => new NamePattern(pattern).Matches(model)));

    /// <summary>
    /// Whether another scope admits nothing that this one does not, so that whoever holds a narrowed token cannot make
    /// themselves a wider one. If in doubt, no.
    /// </summary>
    public bool Contains(TokenScope other) =>
        (Actions.Count == 0 || (other.Actions.Count > 0 && other.Actions.All(Actions.Contains)))
        && (Models.Count == 0 || (other.Models.Count > 0 && other.Models.All(narrow => Models.Any(Covers(narrow)))));

    // A '*' that takes in the other pattern's wildcards takes in whatever these stand for; a '?' might not.
    private static Func<string, bool> Covers(string narrow) =>
        wide => wide == narrow || (!wide.Contains('?') && new NamePattern(wide).Matches(narrow));
}
