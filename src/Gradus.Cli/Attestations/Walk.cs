using System.Globalization;
using System.Text.Json;
using Gradus.Cli.CommandLine;
using Gradus.Core.Artifacts;
using Gradus.Core.Attestations;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Protocol;
using Gradus.Protocol.Attestations;
using Gradus.Protocol.Ledger;
using Gradus.Protocol.Models;

namespace Gradus.Cli.Attestations;

/// <summary>
/// The way from a version's bytes to why it may be in a stage: bytes, digest, signed statement, gates, approvals, ledger. Each
/// step says what it found; the first that does not hold ends it.
/// </summary>
internal sealed class Walk(Run run, NoteKey trusted)
{
    private readonly List<WalkStepDto> _steps = [];

    /// <summary>What was found so far.</summary>
    public WalkDto Found => new(_steps);

    /// <summary>What has to be attested.</summary>
    /// <param name="Name">MODEL/VERSION.</param>
    /// <param name="Stage">The stage.</param>
    /// <param name="Promotion">By which promotion; null for any.</param>
    internal sealed record Expected(string Name, string Stage, string? Promotion = null);

    /// <summary>MODEL/VERSION.</summary>
    public static string NameOf(VersionDto version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version.Model}/{version.Version}");

    /// <summary>Goes it.</summary>
    /// <param name="expected">What has to be attested.</param>
    /// <param name="attestation">What is.</param>
    /// <param name="proof">The proof of the ledger's record of the move.</param>
    /// <param name="bytes">The digest of the bytes that are in use.</param>
    /// <param name="where">Where these bytes are.</param>
    /// <exception cref="RefusedException">A step does not hold.</exception>
    public void Go(Expected expected, AttestationDto attestation, LedgerProofDto proof, Digest bytes, string where)
    {
        var (name, stage, promotion) = expected;
        var text = JsonSerializer.Serialize(attestation, ProtocolJson.Default.AttestationDto);
        var said = SignedStatement.Open(text, trusted, $"What is attested of {name}");
        if (said.Name != name || said.Stage != stage || (promotion is not null && said.Promotion != promotion))
        {
            throw Refused($"What is attested is of {said.Name} in {said.Stage}, not of {name} in {stage}.");
        }

        if (said.Manifest != bytes)
        {
            throw Refused($"The bytes {where} are not those of {name}: their digest is {bytes}, not {said.Manifest}.");
        }

        Tell(name, "bytes", $"{where}: those of {name} ({bytes})");
        Tell(name, "statement", $"signed by {trusted.Name}: let into {stage} at {said.At}");
        TellGates(said);
        Tell(
            name,
            "approvals",
            said.Approvals.Count == 0
                ? "the statement names none"
                : string.Join(", ", said.Approvals.Select(approval => $"{approval.By} at {approval.At}"))
        );
        TellLedger(said, proof);
    }

    /// <summary>The newest in a bundle that attests that its version was let into a stage, with the proof.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static (AttestationDto Attestation, LedgerProofDto Proof) Find(EvidenceBundleDto bundle, string stage)
    {
        // A file may leave out what the API never does.
        var ofStage = bundle.Promotions.Where(one => one is { Promotion.Stage: { } its } && its == stage).ToList();
        foreach (var one in ofStage)
        {
            if (
                one is
                {
                    Attestation: { } attestation,
                    Proof: { Record: not null, Inclusion: not null, Checkpoint: not null, Key: not null } proof
                }
            )
            {
                return (attestation, proof);
            }
        }

        throw Refused($"Nothing in the bundle attests that {NameOf(bundle.Version)} was let into {stage}.");
    }

    private void TellGates(AttestedPromotion said)
    {
        if (said.Gates.FirstOrDefault(gate => !gate.LetsThrough) is { } hindering)
        {
            throw Refused(
                Sentence.End($"The gate '{hindering.Name}' did not let it in: {hindering.Result}, {hindering.Message}")
            );
        }

        var results = said.Gates.Select(gate => $"{gate.Name}: {gate.Result}{(gate.ReportOnly ? " (only told)" : "")}");
        Tell(said.Name, "gates", said.Gates.Count == 0 ? "the statement names none" : string.Join("; ", results));
    }

    private void TellLedger(AttestedPromotion said, LedgerProofDto proof)
    {
        var isThere = LedgerCheck
            .CheckProof(
                proof.Checkpoint,
                proof.Key,
                trusted.ToString(),
                proof.Sequence,
                proof.Record,
                [.. proof.Inclusion.Select(FromHex)]
            )
            .Try(out var verdict, out var error);
        if (!isThere || verdict!.Outcome != LedgerOutcome.Sound)
        {
            throw Refused(verdict?.Problem ?? error!.Message);
        }

        if (!LedgerRecord.Parse(proof.Record).Try(out var record, out error) || !said.IsToldBy(record))
        {
            throw Refused($"Record {proof.Sequence} of the ledger does not tell of this move.");
        }

        Tell(
            said.Name,
            "ledger",
            string.Create(
                CultureInfo.InvariantCulture,
                $"record {proof.Sequence} of {verdict.Checkpoint.Size} tells of the move, as signed"
            )
        );
    }

    private void Tell(string name, string step, string found)
    {
        _steps.Add(new WalkStepDto(name, step, found));
        run.Done($"{step}: {found}");
    }

    private static byte[] FromHex(string? text)
    {
        try
        {
            return Convert.FromHexString(text ?? "");
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static RefusedException Refused(string sentence) => new(sentence, SignedStatement.Code);
}
