using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;

namespace Gradus.Core.Promotions;

/// <summary>A version as a promotion sees it.</summary>
/// <param name="Version">The version.</param>
/// <param name="Signature">What it takes and gives, if known.</param>
/// <param name="Evaluation">The newest evaluation of its bytes on the promotion's data set that may be used; null if none.</param>
/// <param name="IsHolder">Whether it is in the promotion's stage.</param>
/// <param name="SignatureProblem">Why its file tells no signature though it should; null otherwise.</param>
public sealed record VersionFacts(
    ModelVersion Version,
    Signature? Signature,
    Evaluation? Evaluation,
    bool IsHolder,
    string? SignatureProblem = null
);

/// <summary>Everything a promotion's next step is decided on, read in one transaction.</summary>
/// <param name="Candidates">The version that was named, or every version that could be picked; ascending.</param>
/// <param name="Holders">Who holds the stage now.</param>
public sealed record PromotionFacts(IReadOnlyList<VersionFacts> Candidates, IReadOnlyList<VersionFacts> Holders);
