using Gradus.Core.Search;

namespace Gradus.Server.Mlflow.Filters;

/// <summary>What a search may be filtered by.</summary>
/// <param name="Texts">Attributes compared as text.</param>
/// <param name="Numbers">Attributes compared as numbers.</param>
/// <param name="Lists">Those of <paramref name="Texts"/> that IN works on.</param>
/// <param name="Keys">All attributes, in the order in which messages list them.</param>
/// <param name="NumericKeys">The attributes that messages call numeric; empty if numbers are no values at all.</param>
internal sealed record FilterFields(
    IReadOnlyList<string> Texts,
    IReadOnlyList<string> Numbers,
    IReadOnlyList<string> Lists,
    IReadOnlyList<string> Keys,
    IReadOnlyList<string> NumericKeys
)
{
    /// <summary>MLflow's search of registered models.</summary>
    public static FilterFields Models { get; } =
        new(Texts: [SearchAttributes.Name], Numbers: [], Lists: [], Keys: [SearchAttributes.Name], NumericKeys: []);

    /// <summary>MLflow's search of model versions.</summary>
    public static FilterFields Versions { get; } =
        new(
            Texts: [SearchAttributes.Name, SearchAttributes.SourcePath, SearchAttributes.RunId],
            Numbers: [SearchAttributes.VersionNumber],
            Lists: [SearchAttributes.RunId],
            Keys:
            [
                SearchAttributes.Name,
                SearchAttributes.SourcePath,
                SearchAttributes.RunId,
                SearchAttributes.VersionNumber,
            ],
            NumericKeys:
            [
                SearchAttributes.CreationTimestamp,
                SearchAttributes.LastUpdatedTimestamp,
                SearchAttributes.VersionNumber,
            ]
        )
        {
            DropsCapitals = true,
        };

    /// <summary>
    /// Whether lists lose the values that are not in lower case: MLflow's do, since a run's id always is.
    /// </summary>
    public bool DropsCapitals { get; init; }

    /// <summary>Whether refusals end with the position of what they are about: not in MLflow's dialect.</summary>
    public bool ShowsPositions { get; init; }
}
