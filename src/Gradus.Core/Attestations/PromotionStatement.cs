using System.Globalization;
using System.Text;
using System.Text.Json;
using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Promotions;
using Gradus.Core.Stages;

namespace Gradus.Core.Attestations;

/// <summary>
/// What is attested of a promotion that has moved its version: an in-toto statement (in-toto.io/Statement/v1) whose predicate is
/// a verification summary (slsa.dev/verification_summary/v1). Its subject is the version's manifest digest.
/// </summary>
public static class PromotionStatement
{
    private const string PredicateType = "https://slsa.dev/verification_summary/v1";

    /// <summary>The statement in canonical JSON; a refusal where there is nothing to attest.</summary>
    /// <param name="promotion">The promotion.</param>
    /// <param name="version">The version that it moved.</param>
    /// <param name="revision">The policy's revision that it was judged by.</param>
    /// <param name="moves">What the promotion moved.</param>
    /// <param name="said">What people said of it, by time.</param>
    /// <param name="origin">The ledger's name.</param>
    /// <param name="sequence">The number of the ledger's record of the move; null if it is not known.</param>
    public static Result<byte[]> Of(
        Promotion promotion,
        ModelVersion version,
        PolicyRevision revision,
        IReadOnlyList<Transition> moves,
        IReadOnlyList<Approval> said,
        string origin,
        long? sequence
    )
    {
        ArgumentNullException.ThrowIfNull(promotion);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(said);
        if (promotion.AppliedAt is not { } appliedAt || !moves.Any(move => move.Promotion == promotion.Id))
        {
            return Error.Conflict(
                $"Promotion '{promotion.Id}' has moved nothing: there is nothing to attest.",
                promotion.Id
            );
        }

        if (revision.Policy.ModeFor(promotion.Model) != PolicyMode.Enforce)
        {
            return Error.Conflict(
                $"Promotion '{promotion.Id}' was not held to its rules, which were not enforced: nothing can be attested.",
                promotion.Id
            );
        }

        if (version.Manifest is not { } manifest)
        {
            return Error.Conflict(
                $"The bytes of version {version.Number} of '{promotion.Model}' are kept elsewhere: nothing can be said of them.",
                promotion.Id
            );
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{promotion.Model}/{version.Number}");
        var predicate = Object(
            ("verifier", Object(("id", Text(VerifierOf(origin))))),
            ("timeVerified", Text(Time(appliedAt))),
            ("resourceUri", Text($"models:/{name}")),
            (
                "policy",
                Object(
                    (
                        "uri",
                        Text(
                            string.Create(CultureInfo.InvariantCulture, $"urn:gradus:policy:{promotion.PolicyRevision}")
                        )
                    ),
                    ("digest", Sha256(revision.Digest))
                )
            ),
            ("verificationResult", Text("PASSED")),
            ("verifiedLevels", List([Text($"GRADUS_STAGE_{promotion.Stage}")])),
            ("gradus", Details(promotion, Counted(promotion, version, revision, said, appliedAt), sequence))
        );
        return Encoding.UTF8.GetBytes(
            Object(
                ("_type", Text(InToto.StatementType)),
                ("subject", List([Object(("name", Text(name)), ("digest", Sha256(manifest)))])),
                ("predicateType", Text(PredicateType)),
                ("predicate", predicate)
            )
        );
    }

    /// <summary>What a statement says; a refusal if it is none, or of another registry than this one.</summary>
    public static Result<AttestedPromotion> Read(ReadOnlyMemory<byte> payload, string origin)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var root = json.RootElement;
            var predicate = root.GetProperty("predicate");
            return
                root.GetProperty("_type").GetString() == InToto.StatementType
                && root.GetProperty("predicateType").GetString() == PredicateType
                && predicate.GetProperty("verificationResult").GetString() == "PASSED"
                && predicate.GetProperty("verifier").GetProperty("id").GetString() == VerifierOf(origin)
                ? AttestedPromotion.Read(root.GetProperty("subject").EnumerateArray().Single(), predicate)
                : NotAStatement;
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or OverflowException
                        or ArgumentOutOfRangeException
            )
        {
            return NotAStatement;
        }
    }

    private static string VerifierOf(string origin) => $"urn:gradus:ledger:{origin}";

    private static Error NotAStatement => Error.Invalid("It attests no promotion of this registry.", "attestation");

    private static string Details(Promotion promotion, IEnumerable<Approval> approvals, long? sequence) =>
        Object(
            ("promotion", Text(promotion.Id)),
            ("stage", Text(promotion.Stage)),
            ("asked_by", Text(promotion.Actor)),
            ("gates", List(promotion.Gates.Where(gate => gate.Result is not null).Select(Say))),
            ("approvals", List(approvals.Select(one => Object(("by", Text(one.Actor)), ("at", Text(Time(one.At))))))),
            ("evidence", List(EvidenceOf(promotion).Select(Text))),
            ("ledger_record", sequence is { } number ? CanonicalJson.Whole(number) : "null")
        );

    private static string Say(GateState gate) =>
        Object(
            ("name", Text(gate.Name)),
            ("result", Text(gate.Result!.Verdict.ToString())),
            ("message", Text(gate.Result.Message)),
            ("report_only", gate.ReportOnly ? "true" : "false")
        );

    private static IEnumerable<string> EvidenceOf(Promotion promotion) =>
        promotion.Gates.SelectMany(gate => gate.Evidence).Distinct(StringComparer.Ordinal);

    // Whose yes counted when the version moved, by the rules of then. Nothing is said any more of a promotion that has moved it.
    private static IEnumerable<Approval> Counted(
        Promotion promotion,
        ModelVersion version,
        PolicyRevision revision,
        IReadOnlyList<Approval> said,
        DateTimeOffset appliedAt
    ) =>
        from word in Eligibility.CountApprovals(promotion, version, revision.Policy, said, appliedAt)?.Words ?? []
        where word.Standing == ApprovalStanding.Counts
        select word.Approval;

    private static string Sha256(Digest digest) => Object(("sha256", Text(digest.Hex)));

    private static string Text(string text) => CanonicalJson.Text(text);

    private static string List(IEnumerable<string> values) => $"[{string.Join(',', values)}]";

    private static string Object(params (string Name, string Value)[] members) =>
        CanonicalJson.Members(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
