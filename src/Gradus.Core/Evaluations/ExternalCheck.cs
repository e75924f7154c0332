using Gradus.Core.Artifacts;
using Gradus.Core.Gates;

namespace Gradus.Core.Evaluations;

/// <summary>What a check outside Gradus, such as a CI job, reported of an artifact. The newest of a name counts.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Artifact">The digest of the manifest it was made on.</param>
/// <param name="Name">What the check is called.</param>
/// <param name="Verdict">Passed, Failed, Inconclusive or Error.</param>
/// <param name="Summary">What it found, in a sentence; may be empty.</param>
/// <param name="Url">Where it can be read up; may be empty. Never opened by the server.</param>
/// <param name="Reporter">Who reported it.</param>
/// <param name="ReportedAt">When.</param>
/// <param name="Model">The model that it was reported for, as it is called now.</param>
/// <param name="IsForModelOnly">Whether who reported could report for some models only, by a token narrowed to them.</param>
public sealed record ExternalCheck(
    string Id,
    Digest Artifact,
    string Name,
    Verdict Verdict,
    string Summary,
    string Url,
    string Reporter,
    DateTimeOffset ReportedAt,
    string Model,
    bool IsForModelOnly = false
);
