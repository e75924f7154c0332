using Gradus.Core.Artifacts;

namespace Gradus.Core.Gates;

/// <summary>
/// Passes when the version is documented: a description of at least some length, tags that must be there, and the sections
/// that its model card, the description in Markdown, must have.
/// </summary>
/// <param name="MinDescription">The fewest characters the description may have; 0 for none asked.</param>
/// <param name="Tags">Keys of tags that the version, or its model, must carry with a value.</param>
/// <param name="Sections">Headings that the description must hold with some text under them.</param>
public sealed record DocumentationGate(int MinDescription, IReadOnlyList<string> Tags, IReadOnlyList<string> Sections)
    : IGate
{
    /// <inheritdoc/>
    public string Kind => "documentation";

    /// <inheritdoc/>
    public string Name => "documentation";

    /// <inheritdoc/>
    public GateResult Evaluate(GateInput input)
    {
        var missing = Missing(input);
        List<string> said =
        [
            .. !missing.Description ? Array.Empty<string>()
            : MinDescription > 1 ? [$"a description of at least {MinDescription} characters"]
            : ["a description"],
            .. missing.Tags.Select(key => $"tag '{key}'"),
            .. missing.Sections.Select(section => $"section '{section}'"),
        ];
        return said.Count == 0
            ? new GateResult(Verdict.Passed, "documented") { Seen = DigestOf(input) }
            : new GateResult(Verdict.Failed, $"missing: {string.Join(", ", said)}");
    }

    /// <summary>What the candidate's documentation lacks.</summary>
    public MissingDocumentation Missing(GateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var version = input.Candidate.Version;
        var description = version.Description ?? "";
        var filled = SectionsIn(description).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new MissingDocumentation(
            description.Trim().Length < MinDescription,
            [
                .. Tags.Where(key =>
                    !version.Tags.Concat(input.Model.Tags).Any(tag => tag.Key == key && tag.Value.Length > 0)
                ),
            ],
            [.. Sections.Where(section => !filled.Contains(section))]
        );
    }

    // Whoever approves has read this: the description, and the tags that are asked for.
    private Digest DigestOf(GateInput input) =>
        Digest.OfTexts([
            input.Candidate.Version.Description ?? "",
            .. Tags.Select(key =>
                input.Candidate.Version.Tags.Concat(input.Model.Tags).First(tag => tag.Key == key).Value
            ),
        ]);

    // The headings that have text under them, before the next heading.
    private static IEnumerable<string> SectionsIn(string markdown)
    {
        string? heading = null;
        foreach (var line in markdown.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#').Trim();
            }
            else if (line.Length > 0 && heading is not null)
            {
                yield return heading;
                heading = null;
            }
        }
    }
}

/// <summary>What a version's documentation lacks.</summary>
/// <param name="Description">Whether its description is too short.</param>
/// <param name="Tags">The tags that neither it nor its model carries with a value.</param>
/// <param name="Sections">The headings that its description has no text under.</param>
public sealed record MissingDocumentation(bool Description, IReadOnlyList<string> Tags, IReadOnlyList<string> Sections);
