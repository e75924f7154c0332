using System.Globalization;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Core.Ledger;

/// <summary>What came of checking a ledger.</summary>
public enum LedgerOutcome
{
    /// <summary>Nothing is wrong.</summary>
    Sound,

    /// <summary>Something is not as it was signed.</summary>
    Tampered,

    /// <summary>It is nothing that could be checked.</summary>
    Unreadable,

    /// <summary>Records are missing at the end; those that are there may be right.</summary>
    Incomplete,
}

/// <summary>What came of checking a ledger, and the first thing that is wrong with it.</summary>
/// <param name="Outcome">Whether it is sound.</param>
/// <param name="Problem">What is wrong; null if nothing is.</param>
/// <param name="Checkpoint">The checkpoint that it was checked against.</param>
/// <param name="Key">The key that the checkpoint is signed with.</param>
/// <param name="Records">How many records were right, from the first on.</param>
/// <param name="Root">The root over them.</param>
public sealed record LedgerVerdict(
    LedgerOutcome Outcome,
    string? Problem,
    Checkpoint Checkpoint,
    NoteKey Key,
    long Records,
    Digest Root
);

/// <summary>
/// Checks a whole ledger against its signed checkpoint: the records one after another, then the root; and whether it extends an
/// earlier checkpoint that somebody kept.
/// </summary>
public sealed class LedgerCheck
{
    /// <summary>What the first line of an exported ledger calls itself.</summary>
    public const string Format = "gradus-ledger/1";

    private readonly Checkpoint _signed;
    private readonly Checkpoint? _since;
    private readonly NoteKey _key;
    private readonly LedgerChain _chain;
    private string? _problem;

    private LedgerCheck(NoteKey key, Checkpoint signed, Checkpoint? since, string? problem)
    {
        _key = key;
        _signed = signed;
        _since = since;
        _problem = problem;
        _chain = new LedgerChain(since is null ? [] : [since.Size]);
    }

    /// <summary>Begins a check; refused if note, key or earlier note are none.</summary>
    /// <param name="note">The signed checkpoint.</param>
    /// <param name="key">The key that came with it.</param>
    /// <param name="trusted">The key that it must be signed with; null to believe the one that came with it.</param>
    /// <param name="since">An earlier signed checkpoint; null for none.</param>
    public static Result<LedgerCheck> Begin(string note, string key, string? trusted, string? since)
    {
        if (
            !NoteKey.Parse(key).Try(out var own, out var error)
            || !SignedNote.Parse(note).Try(out var signed, out error)
            || !Checkpoint.Parse(signed.Text).Try(out var checkpoint, out error)
        )
        {
            return error;
        }

        if (trusted is not null && !NoteKey.Parse(trusted).Try(out _, out error))
        {
            return error;
        }

        var problem =
            trusted is not null && NoteKey.Parse(trusted).Value != own
                ? $"It is signed with the key {own}, not with the one that you trust."
            : signed.IsSignedBy(own) ? null
            : "The checkpoint is not signed with its key.";
        return since is null ? new LedgerCheck(own, checkpoint, null, problem)
            : !SignedNote.Parse(since).Try(out var earlier, out error) ? error
            : !Checkpoint.Parse(earlier.Text).Try(out var before, out error) ? error
            : new LedgerCheck(own, checkpoint, before, problem ?? FindProblem(earlier, before, own, checkpoint));
    }

    /// <summary>Takes the next record in.</summary>
    public void Add(string json)
    {
        if (_problem is null)
        {
            _problem =
                _chain.Size < _signed.Size
                    ? _chain.Add(json)
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"Record {_chain.Size}: The checkpoint does not cover it."
                    );
        }
    }

    /// <summary>Says what came of it, once all records are in.</summary>
    public LedgerVerdict Finish()
    {
        if (_problem is null && _chain.Size < _signed.Size)
        {
            return Verdict(LedgerOutcome.Incomplete, Missing(_chain.Size, _signed.Size - 1));
        }

        var problem = _problem ?? FindProblem();
        return Verdict(problem is null ? LedgerOutcome.Sound : LedgerOutcome.Tampered, problem);
    }

    /// <summary>Checks that a record is in the ledger that a checkpoint was signed for.</summary>
    public static Result<LedgerVerdict> CheckProof(
        string note,
        string key,
        string? trusted,
        long sequence,
        string record,
        IReadOnlyList<byte[]> inclusion
    )
    {
        if (!Begin(note, key, trusted, null).Try(out var check, out var error))
        {
            return error;
        }

        var isIncluded =
            LedgerRecord.Parse(record).Try(out var read, out _)
            && read.Sequence == sequence
            && MerkleProof.VerifyInclusion(
                LedgerRecord.LeafOf(record),
                sequence,
                check._signed.Size,
                inclusion,
                Convert.FromHexString(check._signed.Root.Hex)
            );
        var problem =
            check._problem
            ?? (
                isIncluded
                    ? null
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"Record {sequence}: It is not in the ledger that was signed."
                    )
            );
        return new LedgerVerdict(
            problem is null ? LedgerOutcome.Sound : LedgerOutcome.Tampered,
            problem,
            check._signed,
            check._key,
            1,
            check._signed.Root
        );
    }

    private static string? FindProblem(SignedNote note, Checkpoint since, NoteKey key, Checkpoint signed) =>
        !note.IsSignedBy(key) ? "The earlier checkpoint is not signed with the same key."
        : since.Origin != signed.Origin ? $"The earlier checkpoint is of another ledger, {since.Origin}."
        : since.Size > signed.Size
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The earlier checkpoint covers {since.Size} records; now there are {signed.Size}: records were removed, or an old backup was restored."
            )
        : null;

    private static string Missing(long first, long last) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(first == last ? $"Record {first} is" : $"Records {first} to {last} are")} missing."
        );

    private string? FindProblem() =>
        _since is { } since && Digest.FromBytes(_chain.RootAt(since.Size)!) != since.Root
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The first {since.Size} records are not those of the earlier checkpoint."
            )
        : Digest.FromBytes(_chain.Root) != _signed.Root
            ? "The records are not those that were signed: the root is another."
        : null;

    private LedgerVerdict Verdict(LedgerOutcome outcome, string? problem) =>
        new(outcome, problem, _signed, _key, _chain.Size, Digest.FromBytes(_chain.Root));
}
