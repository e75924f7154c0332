namespace Gradus.Core.Faults;

/// <summary>
/// The moments at which a crash would hurt if something were wrong. Each is named after what has just been done, and is passed
/// at one place of the code (of each database, where they differ).
/// </summary>
public enum Failpoint
{
    /// <summary>Some of a blob's bytes are in its draft.</summary>
    BlobPartWritten,

    /// <summary>All of a blob's bytes are in its draft, not flushed.</summary>
    BlobWritten,

    /// <summary>A blob's draft is flushed and has no name yet.</summary>
    BlobFlushed,

    /// <summary>A blob has its name, which is not flushed.</summary>
    BlobNamed,

    /// <summary>A blob that a version is about to name was made younger.</summary>
    BlobRenewed,

    /// <summary>A folder of the artifact store is made, and its parent not flushed.</summary>
    FolderMade,

    /// <summary>A small file's draft is written, not flushed.</summary>
    FileWritten,

    /// <summary>A small file's draft is flushed and has no name yet.</summary>
    FileFlushed,

    /// <summary>A small file has its name, which is not flushed.</summary>
    FileNamed,

    /// <summary>A transaction was begun.</summary>
    WriteBegun,

    /// <summary>A request's idempotency key stands beside what it did.</summary>
    KeyClaimed,

    /// <summary>A transaction's records of the ledger are made, not written.</summary>
    RecordsMade,

    /// <summary>A transaction's records of the ledger are written (SQLite: on their own; PostgreSQL writes them with the commit).</summary>
    RecordsWritten,

    /// <summary>All is written and the next thing is the commit.</summary>
    CommitBegun,

    /// <summary>The commit is done, and nobody was told.</summary>
    Committed,

    /// <summary>A commit has not waited for the disk (PostgreSQL, where others are writing too).</summary>
    CommitUnflushed,

    /// <summary>The tables are there, without a ledger.</summary>
    SchemaMade,

    /// <summary>The ledger's first records are written, not committed.</summary>
    LedgerBegun,

    /// <summary>The artifact folder has its id, the database does not know it.</summary>
    StoreNamed,

    /// <summary>The ledger's key is made, and nothing is signed with it.</summary>
    LedgerKeyMade,

    /// <summary>The first administrator is a user, without a group or a token.</summary>
    AdministratorInserted,

    /// <summary>The first administrator's token is made and was not shown.</summary>
    AdministratorMade,

    /// <summary>Everyone has been answered, and SQLite's log is to be folded into its file.</summary>
    ClosingBegun,

    /// <summary>SQLite's log is folded into its file, which is still open.</summary>
    LogFolded,

    /// <summary>A model's row is written, without its tags.</summary>
    ModelInserted,

    /// <summary>A model has its new name, and what reports say of it the old one.</summary>
    ModelRenamed,

    /// <summary>The history of a model's versions says that they are deleted, and they are there.</summary>
    ModelHistoryClosed,

    /// <summary>A manifest is written, without the version that is made of it.</summary>
    ManifestKept,

    /// <summary>A version's row is written, without its history.</summary>
    VersionInserted,

    /// <summary>A version's history says that it is deleted, and it is there.</summary>
    VersionHistoryClosed,

    /// <summary>A holder has made room, and nobody has come.</summary>
    HolderDisplaced,

    /// <summary>A version is in its new stage, without a line in its history.</summary>
    StageEntered,

    /// <summary>A version has moved, and the aliases that mean its stage have not.</summary>
    VersionMoved,

    /// <summary>A policy's stages are registered, without the policy.</summary>
    StagesSaved,

    /// <summary>A policy is written, and the checks that it wants are not scheduled.</summary>
    PolicyInserted,

    /// <summary>Work is asked for by a promotion that does not say so yet.</summary>
    WorkAsked,

    /// <summary>Work is leased to a worker that was not told.</summary>
    WorkLeased,

    /// <summary>Work is taken back from a worker, and what it found is not kept.</summary>
    WorkTakenBack,

    /// <summary>Evidence is kept, not committed.</summary>
    EvaluationKept,

    /// <summary>A person's word on a promotion is kept, not committed.</summary>
    ApprovalKept,

    /// <summary>A reported check is kept, not committed.</summary>
    CheckKept,

    /// <summary>A waiver is kept, not committed.</summary>
    WaiverKept,

    /// <summary>A hold is kept, not committed.</summary>
    HoldKept,

    /// <summary>In a rollback the former holder is back, and the last one has not left.</summary>
    RollbackEntered,

    /// <summary>A stage is rolled back, without the hold that keeps automation from undoing it.</summary>
    StageRolledBack,

    /// <summary>A failed check after the move has been acted upon, and the promotion does not say so.</summary>
    StandingRevoked,

    /// <summary>A promotion is opened, not committed.</summary>
    PromotionInserted,

    /// <summary>A promotion's step has changed what it changes, and not the promotion's own row.</summary>
    PromotionStepped,

    /// <summary>A promotion's row says what its step was, not committed.</summary>
    PromotionUpdated,

    /// <summary>A version's bytes were read through for the promotion that will move it.</summary>
    BytesRead,

    /// <summary>A version was moved by its promotion, and the next wake is not noted.</summary>
    PromotionApplied,

    /// <summary>A token is written, not committed.</summary>
    TokenInserted,

    /// <summary>A data set is written, not committed.</summary>
    DatasetPut,

    /// <summary>The bytes of a version that is to be registered are there and durable.</summary>
    BlobsRenewed,

    /// <summary>A request with a key is carried out, and its answer not kept.</summary>
    AnswerMade,

    /// <summary>A request's answer is kept, and not sent.</summary>
    AnswerKept,

    /// <summary>A checkpoint is signed and nowhere kept.</summary>
    CheckpointSigned,

    /// <summary>A checkpoint is kept in the database and not published.</summary>
    CheckpointKept,

    /// <summary>A checkpoint is in its file, and nobody was answered.</summary>
    CheckpointPublished,

    /// <summary>A backup's rows are spooled, without the ledger's signature.</summary>
    BackupSpooled,

    /// <summary>A backup is signed and its end not written.</summary>
    BackupSigned,

    /// <summary>A restore has marked its place.</summary>
    RestoreMarked,

    /// <summary>A restore's rows are written, not committed.</summary>
    RestoreLoaded,

    /// <summary>A restore's blobs are there.</summary>
    RestoreBlobsCopied,

    /// <summary>A restore's artifact folder has its id.</summary>
    RestoreStoreNamed,

    /// <summary>A restore's checkpoint is written.</summary>
    RestoreCheckpointWritten,

    /// <summary>A restore's rows are committed.</summary>
    RestoreCommitted,

    /// <summary>A restore is whole, and its mark is there still.</summary>
    RestoreCompleted,
}
