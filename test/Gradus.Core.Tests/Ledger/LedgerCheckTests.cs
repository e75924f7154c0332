using System.Security.Cryptography;
using Gradus.Core.Artifacts;

namespace Gradus.Core.Ledger;

public sealed class LedgerCheckTests : IDisposable
{
    private const string NotItsKey = "The checkpoint is not signed with its key.";

    private static readonly string[] Records = Make();

    private readonly ECDsa _own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private string Key => KeyOf(_own).ToString();

    public void Dispose()
    {
        _own.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void A_checkpoint_that_another_key_has_signed_is_none()
    {
        Check(Sign(_other)).ShouldBe((LedgerOutcome.Tampered, NotItsKey));
        Check(Sign(_other), since: Sign(_own)).ShouldBe((LedgerOutcome.Tampered, NotItsKey));
        Check(Sign(_other), since: Sign(_other)).ShouldBe((LedgerOutcome.Tampered, NotItsKey));
    }

    [Fact]
    public void Who_trusts_a_key_believes_no_other()
    {
        var key = KeyOf(_other);

        Check(Sign(_own), trusted: Key).ShouldBe((LedgerOutcome.Sound, null));
        Check(Sign(_own), trusted: key.ToString())
            .Problem.ShouldBe($"It is signed with the key {Key}, not with the one that you trust.");
    }

    [Fact]
    public void An_earlier_checkpoint_is_of_the_same_key_and_the_same_ledger()
    {
        Check(Sign(_own), since: Sign(_own)).ShouldBe((LedgerOutcome.Sound, null));
        Check(Sign(_own), since: Sign(_own, 1)).ShouldBe((LedgerOutcome.Sound, null));
        Check(Sign(_own), since: Sign(_other, 1))
            .Problem.ShouldBe("The earlier checkpoint is not signed with the same key.");
        Check(Sign(_own), since: Sign(_own, 1, "gradus/elsewhere"))
            .Problem.ShouldBe("The earlier checkpoint is of another ledger, gradus/elsewhere.");
    }

    [Fact]
    public void Records_that_are_missing_at_the_end_are_told()
    {
        var check = LedgerCheck.Begin(Sign(_own), Key, null, null).Value;
        check.Add(Records[0]);

        var verdict = check.Finish();

        (verdict.Outcome, verdict.Problem).ShouldBe((LedgerOutcome.Incomplete, "Record 1 is missing."));
    }

    [Fact]
    public void A_proof_holds_for_its_record_and_its_place_under_its_key()
    {
        var inclusion = new[] { LedgerRecord.LeafOf(Records[1]) };

        Proof(Sign(_own), 0, Records[0]).ShouldBe((LedgerOutcome.Sound, null));
        Proof(Sign(_own), 1, Records[0]).ShouldBe(NotIn(1));
        Proof(Sign(_own), 0, Records[1]).ShouldBe(NotIn(0));
        Proof(Sign(_own), 0, "{}").ShouldBe(NotIn(0));
        Proof(Sign(_other), 0, Records[0]).ShouldBe((LedgerOutcome.Tampered, NotItsKey));
        Proof(Sign(_other), 1, Records[0]).ShouldBe((LedgerOutcome.Tampered, NotItsKey));

        (LedgerOutcome, string?) Proof(string note, long sequence, string record)
        {
            var verdict = LedgerCheck.CheckProof(note, Key, null, sequence, record, inclusion).Value;
            return (verdict.Outcome, verdict.Problem);
        }

        static (LedgerOutcome, string?) NotIn(long sequence) =>
            (LedgerOutcome.Tampered, $"Record {sequence}: It is not in the ledger that was signed.");
    }

    private (LedgerOutcome Outcome, string? Problem) Check(string note, string? trusted = null, string? since = null)
    {
        var check = LedgerCheck.Begin(note, Key, trusted, since).Value;
        Array.ForEach(Records, check.Add);
        var verdict = check.Finish();
        return (verdict.Outcome, verdict.Problem);
    }

    private static string Sign(ECDsa secret, int size = 2, string origin = "gradus/test")
    {
        var root = Digest.FromBytes(MerkleTree.Root(Records.Take(size).Select(LedgerRecord.LeafOf)));
        return SignedNote
            .Sign(
                new Checkpoint(origin, size, root).ToString(),
                KeyOf(secret),
                text => secret.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
            )
            .ToString();
    }

    private static NoteKey KeyOf(ECDsa secret) => NoteKey.Of("gradus/test", secret);

    private static string[] Make()
    {
        var first = Record(0, LedgerRecord.NoPrevious);
        return [first, Record(1, Convert.ToHexStringLower(LedgerRecord.LeafOf(first)))];
    }

    private static string Record(long sequence, string previous) =>
        new LedgerRecord(
            Sequence: sequence,
            At: Evidence.Noon,
            Actor: "ana",
            Action: "version.move",
            Subject: "models/m/versions/1",
            RequestId: "r-1",
            Changes: [],
            Previous: previous
        ).ToJson();
}
