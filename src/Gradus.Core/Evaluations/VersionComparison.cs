using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Work;

namespace Gradus.Core.Evaluations;

/// <summary>How far the comparison of two versions has come.</summary>
public enum ComparisonState
{
    /// <summary>Something was not measured, and nobody has asked for it.</summary>
    Missing,

    /// <summary>A worker has been asked.</summary>
    Waiting,

    /// <summary>It is there.</summary>
    Compared,

    /// <summary>It cannot be made.</summary>
    Failed,
}

/// <summary>Two versions of a model beside each other on a data set, by what workers found.</summary>
/// <param name="Candidate">The manifest of the one that is looked at.</param>
/// <param name="Incumbent">The manifest of the one that it is compared with.</param>
/// <param name="Dataset">The data set that both are measured on.</param>
/// <param name="Confidence">How often the intervals of the differences shall hold the true value.</param>
public sealed record VersionComparison(Digest Candidate, Digest Incumbent, PromotionDataset Dataset, double Confidence)
{
    /// <summary>The newest evidence on the candidate; null if there is none that is fresh.</summary>
    public Evaluation? OfCandidate { get; init; }

    /// <summary>The newest evidence on the incumbent.</summary>
    public Evaluation? OfIncumbent { get; init; }

    /// <summary>The newest evidence on both together; null while it is not known what to compare.</summary>
    public Evaluation? Found { get; init; }

    /// <summary>Whether a worker has been asked for what is lacking.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>The work that measures a version.</summary>
    public WorkTask Measuring => WorkTask.Evaluate(Dataset, Limits.Default);

    /// <summary>The work that compares both; null while one was not measured.</summary>
    public WorkTask? Comparing => WorkTask.Compare(Dataset, OfCandidate, OfIncumbent, Confidence, Limits.Default);

    /// <summary>The work that is lacking now; after it there may be more.</summary>
    public IReadOnlyList<WorkRequest> Lacking =>
        (OfCandidate, OfIncumbent, Comparing) switch
        {
            _ when IsCompared => [],
            (_, _, { } task) => [new WorkRequest(Candidate, task)],
            var (one, other, _) =>
            [
                .. IsLacking(one) ? new[] { new WorkRequest(Candidate, Measuring) } : [],
                .. IsLacking(other) ? new[] { new WorkRequest(Incumbent, Measuring) } : [],
            ],
        };

    /// <summary>How far it has come.</summary>
    public ComparisonState State =>
        IsCompared ? ComparisonState.Compared
        : IsAskedFor ? ComparisonState.Waiting
        : Obstacle is not null ? ComparisonState.Failed
        : ComparisonState.Missing;

    /// <summary>Why it cannot be made, in a clause; null if nothing is known that is against it.</summary>
    public string? Obstacle =>
        Of("the candidate", OfCandidate)
        ?? Of("the incumbent", OfIncumbent)
        ?? (
            Found is { Outcome: not EvaluationOutcome.Measured } ? $"they could not be compared: {Found.Reason}" : null
        );

    // What failed technically may be tried again; what does not fit does not fit.
    private static bool IsLacking(Evaluation? found) =>
        found is null or { Outcome: EvaluationOutcome.Error } or { Outcome: EvaluationOutcome.Measured, Output: null };

    private bool IsCompared => Found is { Outcome: EvaluationOutcome.Measured, Output: not null };

    private string? Of(string who, Evaluation? found) =>
        found switch
        {
            null or { Outcome: EvaluationOutcome.Measured, Output: not null } => null,
            { Outcome: EvaluationOutcome.Measured } => $"the answers of {who} were not kept",
            { Outcome: EvaluationOutcome.Incompatible } => $"{who} does not fit {Dataset.Name}: {found.Reason}",
            _ => $"{who} could not be measured: {found.Reason}",
        };
}
