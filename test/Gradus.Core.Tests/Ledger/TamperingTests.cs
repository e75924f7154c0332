using System.Security.Cryptography;
using System.Text;
using Gradus.Core.Artifacts;

namespace Gradus.Core.Ledger;

/// <summary>A ledger of 1,000 records in the hands of somebody who wants it to say something else.</summary>
public sealed class TamperingTests(ITestOutputHelper output) : IDisposable
{
    private const int Size = 1_000;

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly List<string> Records = Make(Size, 0, []);

    private readonly ECDsa _secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private NoteKey Key => NoteKey.Of("gradus/test", _secret);

    public void Dispose() => _secret.Dispose();

    [Fact]
    public void As_it_was_signed_it_is_sound() => Check(Records).ShouldBe((LedgerOutcome.Sound, null));

    // A changed record is no record any more, or the next one does not name its leaf, or the root is another.
    [Fact(Skip = LongTests.Omission, SkipType = typeof(LongTests), SkipWhen = nameof(LongTests.AreOmitted))]
    public void Every_byte_of_every_record_is_guarded()
    {
        var (flipped, missed) = (0, new List<string>());
        Parallel.For(
            0,
            Size,
            at =>
            {
                var bytes = Encoding.UTF8.GetBytes(Records[at]);
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] ^= (byte)(1 << (i % 8));
                    if (!IsSeen(at, Encoding.UTF8.GetString(bytes)))
                    {
                        lock (missed)
                        {
                            missed.Add($"record {at}, byte {i}");
                        }
                    }

                    bytes[i] ^= (byte)(1 << (i % 8));
                }

                Interlocked.Add(ref flipped, bytes.Length);
            }
        );

        output.WriteLine($"{flipped} bytes flipped, one after another, {missed.Count} unseen");
        missed.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(998)]
    public void Wherever_a_byte_was_flipped_the_check_names_the_record_or_the_one_behind_it(int at)
    {
        var changed = Records.ToList();
        changed[at] = changed[at].Replace("\"ana\"", "\"anb\"", StringComparison.Ordinal);

        Check(changed)
            .ShouldBe(
                (
                    LedgerOutcome.Tampered,
                    $"Record {at + 1}: It does not name the leaf of record {at}: one of the two was changed."
                )
            );
    }

    [Fact]
    public void In_the_last_record_it_is_the_root_that_tells()
    {
        var changed = Records.ToList();
        changed[^1] = changed[^1].Replace("\"ana\"", "\"anb\"", StringComparison.Ordinal);

        Check(changed)
            .ShouldBe((LedgerOutcome.Tampered, "The records are not those that were signed: the root is another."));
    }

    [Fact(Skip = LongTests.Omission, SkipType = typeof(LongTests), SkipWhen = nameof(LongTests.AreOmitted))]
    public void Deleted_inserted_swapped_and_missing_records_are_named()
    {
        for (var at = 0; at < Size - 1; at += 37)
        {
            List<string> deleted = [.. Records[..at], .. Records[(at + 1)..]];
            List<string> inserted = [.. Records[..at], Records[at], .. Records[at..]];
            List<string> swapped = [.. Records[..at], Records[at + 1], Records[at], .. Records[(at + 2)..]];

            Check(deleted).Problem.ShouldBe($"Record {at}: It says that it is record {at + 1}.");
            Check(inserted).Problem.ShouldBe($"Record {at + 1}: It says that it is record {at}.");
            Check(swapped).Problem.ShouldBe($"Record {at}: It says that it is record {at + 1}.");
            Check(Records[..at]).ShouldBe((LedgerOutcome.Incomplete, $"Records {at} to {Size - 1} are missing."));
        }
    }

    [Fact]
    public void A_record_too_many_is_not_covered() =>
        Check(Make(Size + 1, 0, [])).Problem.ShouldBe($"Record {Size}: The checkpoint does not cover it.");

    // Whoever has the key as well can sign what they wrote anew; who kept a checkpoint sees it.
    [Fact]
    public void A_suffix_written_anew_is_seen_by_who_holds_an_earlier_checkpoint()
    {
        var rewritten = Make(Size, 900, Records[..900]);
        var since = Sign(Records[..950]);

        Check(rewritten).Outcome.ShouldBe(LedgerOutcome.Tampered);
        Check(rewritten, Sign(rewritten)).Outcome.ShouldBe(LedgerOutcome.Sound);
        Check(rewritten, Sign(rewritten), since)
            .ShouldBe((LedgerOutcome.Tampered, "The first 950 records are not those of the earlier checkpoint."));
        Check(rewritten, Sign(rewritten), Sign(Records[..900])).Outcome.ShouldBe(LedgerOutcome.Sound);
    }

    [Fact]
    public void An_old_backup_is_seen_by_who_holds_a_later_checkpoint() =>
        Check(Records[..800], Sign(Records[..800]), Sign(Records))
            .Problem.ShouldBe(
                "The earlier checkpoint covers 1000 records; now there are 800: records were removed, or an old backup was restored."
            );

    private static bool IsSeen(int at, string changed)
    {
        if (!LedgerRecord.Parse(changed).Try(out var record, out _))
        {
            return true;
        }

        var previous = at == 0 ? LedgerRecord.NoPrevious : LeafOf(Records[at - 1]);
        return record.Sequence != at || record.Previous != previous || LeafOf(changed) != LeafOf(Records[at]);
    }

    private (LedgerOutcome Outcome, string? Problem) Check(
        List<string> records,
        string? note = null,
        string? since = null
    )
    {
        var check = LedgerCheck.Begin(note ?? Sign(Records), Key.ToString(), null, since).Value;
        records.ForEach(check.Add);
        var verdict = check.Finish();
        return (verdict.Outcome, verdict.Problem);
    }

    private string Sign(List<string> records)
    {
        var root = Digest.FromBytes(MerkleTree.Root(records.Select(LedgerRecord.LeafOf)));
        return SignedNote
            .Sign(
                new Checkpoint("gradus/test", records.Count, root).ToString(),
                Key,
                text => _secret.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
            )
            .ToString();
    }

    private static string LeafOf(string json) => Convert.ToHexStringLower(LedgerRecord.LeafOf(json));

    private static List<string> Make(int size, int from, List<string> before)
    {
        List<string> records = [.. before];
        for (var i = from; i < size; i++)
        {
            var record = new LedgerRecord(
                Sequence: i,
                At: Start.AddSeconds(i),
                Actor: from > 0 ? "eve" : "ana",
                Action: "version.move",
                Subject: $"models/m/versions/{i}",
                RequestId: $"r-{i}",
                Changes:
                [
                    $$$"""{"table":"versions","update":{"stage":"Production"},"where":{"model":"m","number":{{{i}}}}}""",
                ],
                Previous: i == 0 ? LedgerRecord.NoPrevious : LeafOf(records[^1])
            );
            records.Add(record.ToJson());
        }

        return records;
    }
}
