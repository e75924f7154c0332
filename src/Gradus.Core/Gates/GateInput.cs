using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Serving;
using Gradus.Core.Work;

namespace Gradus.Core.Gates;

/// <summary>What gates judge on.</summary>
/// <param name="Model">The registered model: its description and tags.</param>
/// <param name="Stage">The stage the candidate wants into.</param>
/// <param name="Candidate">The version that is judged.</param>
/// <param name="Incumbents">
/// Who holds the stage now, without the candidate itself; of a stage that nobody holds, who was the last good there.
/// </param>
/// <param name="Datasets">The registered data sets that gates name, by name.</param>
/// <param name="Limits">How much one piece of work may use.</param>
/// <param name="AskedAt">When the promotion was asked for: technical failures before it do not count.</param>
/// <param name="Now">The time.</param>
public sealed record GateInput(
    RegisteredModel Model,
    string Stage,
    VersionFacts Candidate,
    IReadOnlyList<VersionFacts> Incumbents,
    IReadOnlyDictionary<string, PromotionDataset> Datasets,
    Limits Limits,
    DateTimeOffset AskedAt,
    DateTimeOffset Now
)
{
    /// <summary>
    /// Whether the stage was held under this name by a model that is gone, or is called otherwise now, and by nobody since: then
    /// there is nothing to compare with, though there should be.
    /// </summary>
    public bool HasLostHolder { get; init; }

    /// <summary>What a gate says that would compare with a holder who was lost; null if none was.</summary>
    internal GateResult? LostHolder =>
        HasLostHolder && Incumbents.Count == 0
            ? new GateResult(
                Verdict.Inconclusive,
                $"another model called '{Model.Name}' held {Stage}, and was deleted or renamed: there is nothing to compare with"
            )
            : null;

    /// <summary>How old evidence may be.</summary>
    public TimeSpan Freshness { get; init; } = Evaluation.Freshness;

    /// <summary>How often a technical failure is tried again before it counts.</summary>
    public int Retries { get; init; }

    /// <summary>The runner whose times are judged; null where it does not matter who measures.</summary>
    public string? Place { get; init; }

    /// <summary>What gateways say of the version since it moved; null before.</summary>
    public StageTraffic? Traffic { get; init; }

    /// <summary>Evidence from before this time does not count; a check after the move looks anew.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Measuring on a data set; null if no data set of that name is registered.</summary>
    public WorkTask? Measuring(string dataset) =>
        Datasets.TryGetValue(dataset, out var found) ? WorkTask.Evaluate(found, Limits) with { Place = Place } : null;

    /// <summary>
    /// The newest evidence on a version that counts; null if there is none yet. What was found about the bytes counts while
    /// fresh, whatever failed technically since; a technical failure if it happened since the promotion was asked for and was
    /// tried again often enough.
    /// </summary>
    public Evaluation? Find(VersionFacts version, WorkTask task)
    {
        var found = version
            .EvidenceOf(task)
            .Where(evidence => evidence.FinishedAt >= NotBefore)
            .Where(evidence => evidence.Outcome != EvaluationOutcome.Error || evidence.FinishedAt >= AskedAt)
            .OrderByDescending(evidence => evidence.FinishedAt)
            .ThenByDescending(evidence => evidence.Id, StringComparer.Ordinal)
            .ToList();
        if (
            found.Find(evidence => evidence.Outcome != EvaluationOutcome.Error) is { } told
            && Now - told.FinishedAt < Freshness
        )
        {
            return told;
        }

        var failures = found.TakeWhile(evidence => evidence.Outcome == EvaluationOutcome.Error).Count();
        return failures > Retries ? found[0] : null;
    }
}
