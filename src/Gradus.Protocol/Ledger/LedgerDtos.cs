namespace Gradus.Protocol.Ledger;

/// <summary>Where in the ledger something stands.</summary>
/// <param name="Sequence">The record's number.</param>
/// <param name="CheckpointSize">The size of the signed checkpoint that covers it; absent if none could be signed.</param>
public sealed record LedgerPlaceDto(long Sequence, long? CheckpointSize);

/// <summary>A record of the ledger.</summary>
/// <param name="Sequence">Its number, from 0.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What was done, e.g. <c>version.move</c>.</param>
/// <param name="Subject">To what, e.g. <c>models/churn/versions/3</c>.</param>
/// <param name="RequestId">By which request.</param>
/// <param name="Leaf">Its leaf in the Merkle tree, 64 hexadecimal digits.</param>
/// <param name="Record">The whole of it as canonical JSON: what the leaf is the hash of.</param>
public sealed record LedgerRecordDto(
    long Sequence,
    long At,
    string Actor,
    string Action,
    string Subject,
    string RequestId,
    string Leaf,
    string Record
);

/// <summary>A page of records, newest first.</summary>
/// <param name="NextPageToken">Where to go on; absent at the end. A page may be short though more follow.</param>
public sealed record LedgerPageDto(IReadOnlyList<LedgerRecordDto> Records, string? NextPageToken);

/// <summary>Records in their order, as canonical JSON.</summary>
public sealed record LedgerEntriesDto(IReadOnlyList<string> Records);

/// <summary>What the ledger was at a moment, signed.</summary>
/// <param name="Origin">Which ledger.</param>
/// <param name="Size">How many records it had.</param>
/// <param name="Root">The root of the tree over them, 64 hexadecimal digits.</param>
/// <param name="Note">The signed note (c2sp.org/tlog-checkpoint).</param>
/// <param name="Key">The key to check it with (c2sp.org/signed-note).</param>
public sealed record LedgerCheckpointDto(string Origin, long Size, string Root, string Note, string Key);

/// <summary>All that is needed to check without the server that a record is in the ledger.</summary>
/// <param name="Format">What this is: <c>gradus-ledger-proof/1</c>.</param>
/// <param name="Sequence">The record's number.</param>
/// <param name="Record">The record as canonical JSON.</param>
/// <param name="Inclusion">The hashes of the RFC 6962 inclusion proof, 64 hexadecimal digits each.</param>
/// <param name="Checkpoint">The signed note that the proof leads to.</param>
/// <param name="Key">The key to check it with.</param>
public sealed record LedgerProofDto(
    string Format,
    long Sequence,
    string Record,
    IReadOnlyList<string> Inclusion,
    string Checkpoint,
    string Key
)
{
    /// <summary>What a proof's format is called.</summary>
    public const string CurrentFormat = "gradus-ledger-proof/1";
}

/// <summary>The proof that the ledger of one size is the beginning of that of another.</summary>
public sealed record LedgerConsistencyDto(long First, long Second, IReadOnlyList<string> Hashes);

/// <summary>What the server found when it looked at the ledger, the tables and, if asked, the blobs.</summary>
/// <param name="Sound">Whether nothing is wrong.</param>
/// <param name="Records">How many records were right, from the first on.</param>
/// <param name="Rows">How many rows of tables were compared with what the ledger tells.</param>
/// <param name="Problem">What is wrong with the first bad record.</param>
/// <param name="Differences">Rows that are not as the ledger tells, a sentence each.</param>
/// <param name="Blobs">How many blobs were hashed.</param>
/// <param name="BadBlobs">Those that are not what their digest says, a sentence each.</param>
/// <param name="Signing">Why no checkpoints are signed any more.</param>
/// <param name="Incomplete">Whether all that is wrong is that records are missing at the end.</param>
/// <param name="AnotherKey">Whether all that is wrong is that the server has another key than the ledger was signed with.</param>
public sealed record LedgerVerificationDto(
    bool Sound,
    long Records,
    long Rows,
    string? Problem,
    IReadOnlyList<string> Differences,
    long Blobs,
    IReadOnlyList<string> BadBlobs,
    string? Signing,
    bool Incomplete = false,
    bool AnotherKey = false
);

/// <summary>What came of checking a ledger or a proof: what was computed by who checked, and what the server found.</summary>
/// <param name="Outcome">sound, tampered, unreadable or incomplete.</param>
/// <param name="Problems">All that is wrong, a sentence each.</param>
/// <param name="Checked">What was computed again and compared with what is signed; absent if the server signs nothing.</param>
/// <param name="Server">What the server found; absent if it was not asked.</param>
public sealed record LedgerCheckDto(
    string Outcome,
    IReadOnlyList<string> Problems,
    CheckedLedgerDto? Checked,
    LedgerVerificationDto? Server
);

/// <summary>What a checkpoint was signed for, and what its records come to.</summary>
/// <param name="Origin">Which ledger.</param>
/// <param name="Key">The key that it is signed with.</param>
/// <param name="Size">How many records the checkpoint covers.</param>
/// <param name="Root">The root that was signed, 64 hexadecimal digits.</param>
/// <param name="Records">How many records were right, from the first on; of a proof the one that it is of.</param>
/// <param name="Recomputed">The root over them, 64 hexadecimal digits.</param>
public sealed record CheckedLedgerDto(
    string Origin,
    string Key,
    long Size,
    string Root,
    long Records,
    string Recomputed
);
