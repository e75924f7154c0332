using System.Text.Json;
using Gradus.Protocol.Approvals;
using Gradus.Protocol.Artifacts;
using Gradus.Protocol.Gates;
using Gradus.Protocol.Ledger;
using Gradus.Protocol.Models;
using Gradus.Protocol.Policies;
using Gradus.Protocol.Promotions;
using Gradus.Protocol.Stages;

namespace Gradus.Protocol.Attestations;

/// <summary>
/// One file for an auditor: all that a registry knows of how a version came to where it is, with what is needed to check it
/// without the registry.
/// </summary>
/// <param name="Format">What this is: <c>gradus-evidence/1</c>.</param>
/// <param name="Version">The version.</param>
/// <param name="Manifest">Its files; absent if they are kept elsewhere.</param>
/// <param name="Metrics">What was logged for it.</param>
/// <param name="Checks">What CI reported of its bytes, newest first.</param>
/// <param name="Waivers">Which gates were set aside for it, newest first.</param>
/// <param name="History">Every stage it was in, newest first; also by rollback, break-glass and plain moves.</param>
/// <param name="Promotions">Every promotion of it, newest first.</param>
/// <param name="Policies">The revisions of the policy that they were judged by, with their texts, newest first.</param>
/// <param name="Bom">The bill of materials (CycloneDX).</param>
public sealed record EvidenceBundleDto(
    string Format,
    VersionDto Version,
    ManifestDto? Manifest,
    IReadOnlyList<LoggedMetricDto> Metrics,
    IReadOnlyList<CheckDto> Checks,
    IReadOnlyList<WaiverDto> Waivers,
    IReadOnlyList<TransitionDto> History,
    IReadOnlyList<BundledPromotionDto> Promotions,
    IReadOnlyList<PolicyDto> Policies,
    JsonElement Bom
)
{
    /// <summary>What a bundle's format is called.</summary>
    public const string CurrentFormat = "gradus-evidence/1";
}

/// <summary>A promotion in a bundle.</summary>
/// <param name="Promotion">Its gates, and the evidence they rest on.</param>
/// <param name="Said">What people said of it.</param>
/// <param name="Attestation">What the registry attests of it; absent if nothing.</param>
/// <param name="NotAttested">Why it attests nothing.</param>
/// <param name="Proof">The proof that its move stands in the ledger; absent if it has moved nothing.</param>
public sealed record BundledPromotionDto(
    PromotionDto Promotion,
    ApprovalStateDto Said,
    AttestationDto? Attestation,
    string? NotAttested,
    LedgerProofDto? Proof
);

/// <summary>The way from a version's bytes to why it may be in a stage, where every step holds.</summary>
public sealed record WalkDto(IReadOnlyList<WalkStepDto> Steps);

/// <summary>A step of it.</summary>
/// <param name="Version">MODEL/VERSION.</param>
/// <param name="Step">bytes, statement, gates, approvals or ledger.</param>
/// <param name="Found">What was found.</param>
public sealed record WalkStepDto(string Version, string Step, string Found);
