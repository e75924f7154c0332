using System.Collections.Frozen;
using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Holds;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Serving;
using Gradus.Core.Signing;
using Gradus.Core.Stages;
using Gradus.Core.Work;

namespace Gradus.Core.Promotions;

/// <summary>A version as a promotion sees it.</summary>
/// <param name="Version">The version.</param>
/// <param name="IsHolder">Whether it is in the promotion's stage.</param>
public sealed record VersionFacts(ModelVersion Version, bool IsHolder = false)
{
    /// <summary>What it takes and gives, if known.</summary>
    public Signature? Signature { get; init; }

    /// <summary>Why its file tells no signature though it should; null otherwise.</summary>
    public string? SignatureProblem { get; init; }

    /// <summary>The OpenSSF signatures among its files, as they were read when it was registered.</summary>
    public IReadOnlyList<SignatureFile> SignatureFiles { get; init; } = [];

    /// <summary>The size of its files together, in bytes; null if they are kept elsewhere.</summary>
    public long? Size { get; init; }

    /// <summary>Since when it has been in its stage without a break.</summary>
    public DateTimeOffset InStageSince { get; init; } = Version.CreatedAt;

    /// <summary>Metrics that were logged for it, by name; NaN where that was logged.</summary>
    public IReadOnlyDictionary<string, double> Logged { get; init; } = new Dictionary<string, double>();

    /// <summary>The newest report of each external check on its artifact.</summary>
    public IReadOnlyList<ExternalCheck> Checks { get; init; } = [];

    /// <summary>What workers found, by the digest of the task.</summary>
    public IReadOnlyDictionary<Digest, IReadOnlyList<Evaluation>> Evidence { get; init; } = NoEvidence;

    /// <summary>Nothing was found by any worker.</summary>
    public static IReadOnlyDictionary<Digest, IReadOnlyList<Evaluation>> NoEvidence { get; } =
        FrozenDictionary<Digest, IReadOnlyList<Evaluation>>.Empty;

    /// <summary>What workers found at a task, in no order.</summary>
    public IReadOnlyList<Evaluation> EvidenceOf(WorkTask task) =>
        Evidence.TryGetValue(task.Digest, out var found) ? found : [];
}

/// <summary>Everything a promotion's next step is decided on, read in one transaction.</summary>
/// <param name="Model">The registered model.</param>
/// <param name="Candidates">The version that was named, or every version that could be picked; ascending.</param>
/// <param name="Holders">Who holds the stage now.</param>
/// <param name="Stages">The registered stages.</param>
/// <param name="Revision">The policy in force.</param>
/// <param name="Now">The time.</param>
public sealed record PromotionFacts(
    RegisteredModel Model,
    IReadOnlyList<VersionFacts> Candidates,
    IReadOnlyList<VersionFacts> Holders,
    StageCatalog Stages,
    PolicyRevision Revision,
    DateTimeOffset Now
)
{
    /// <summary>The data sets that gates name, by name.</summary>
    public IReadOnlyDictionary<string, PromotionDataset> Datasets { get; init; } =
        new Dictionary<string, PromotionDataset>();

    /// <summary>
    /// Who held the stage last and was good there, else who held it last, while nobody holds it: a stage that was emptied asks no
    /// less of who comes next. Null while somebody holds it, or if nobody ever did.
    /// </summary>
    public VersionFacts? LastHolder { get; init; }

    /// <summary>
    /// Whether a model that is gone, or is called otherwise now, held the stage under this name, while this model never did.
    /// </summary>
    public bool HasLostHolder { get; init; }

    /// <summary>What people said of the promotion, by time.</summary>
    public IReadOnlyList<Approval> Approvals { get; init; } = [];

    /// <summary>The waivers of the candidates for the stage.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>The holds on the model and stage.</summary>
    public IReadOnlyList<Hold> Holds { get; init; } = [];

    /// <summary>What gateways said last of the stage, where checks after the move rest on it.</summary>
    public IReadOnlyList<GatewayReport> Gateways { get; init; } = [];

    /// <summary>The work of which a worker has been told already, by the digests of artifact and task, where a plan says so.</summary>
    public IReadOnlySet<(Digest Artifact, Digest Task)> AskedFor { get; init; } = new HashSet<(Digest, Digest)>();

    /// <summary>The policy in force.</summary>
    public Policy Policy => Revision.Policy;

    /// <summary>The same facts, were these the rules in force.</summary>
    public PromotionFacts Under(Policy policy) => this with { Revision = Revision with { Policy = policy } };

    /// <summary>The rules for the promotion's stage.</summary>
    public StageRules RulesOf(Promotion promotion) => Policy.RulesFor(promotion.Model, promotion.Stage);

    /// <summary>Whether the policy's rules hinder, or are only told.</summary>
    public bool Enforces(Promotion promotion) => Policy.ModeFor(promotion.Model) == PolicyMode.Enforce;

    /// <summary>The version that is to move; null if there is none of that number.</summary>
    public VersionFacts? CandidateOf(Promotion promotion) =>
        Candidates.FirstOrDefault(candidate => candidate.Version.Number == promotion.Version);

    /// <summary>What a candidate is measured by when the best is picked: within the limits asked for, on data asked for.</summary>
    public GateInput SelectionInputFor(Promotion promotion, VersionFacts candidate) =>
        InputFor(promotion, candidate) with
        {
            Limits = promotion.Terms.Dataset is null ? Limits.Default : promotion.Terms.Limits,
        };

    /// <summary>
    /// What the gates of a candidate judge on. A data set that the policy's gates name is the one that is registered now,
    /// whatever the promotion was asked for on.
    /// </summary>
    public GateInput InputFor(Promotion promotion, VersionFacts candidate) =>
        new(
            Model,
            promotion.Stage,
            candidate,
            [.. Incumbents.Where(holder => holder.Version.Number != candidate.Version.Number)],
            promotion.Terms.Dataset is { } own && !RulesOf(promotion).MeasuresOn(own.Name)
                ? new Dictionary<string, PromotionDataset>(Datasets) { [own.Name] = own }
                : Datasets,
            Limits.Default,
            promotion.CreatedAt,
            Now
        )
        {
            HasLostHolder = HasLostHolder,
            NotBefore = promotion.Terms.Anew ? promotion.CreatedAt : DateTimeOffset.MinValue,
        };

    private IEnumerable<VersionFacts> Incumbents => LastHolder is { } last ? [last] : Holders;
}
