namespace Gradus.Protocol.Backups;

/// <summary>What a backup is: the file manifest.json in its folder.</summary>
/// <param name="Format">What its files are written in: <c>gradus-backup/1</c>.</param>
/// <param name="At">When the registry was so, in Unix milliseconds.</param>
/// <param name="Registry">The SHA-256 of the file with the rows ("sha256:…").</param>
/// <param name="RegistrySize">Its size in bytes.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Records">How many records the ledger has.</param>
/// <param name="Checkpoint">The signed note over exactly these records; it names the root.</param>
/// <param name="Key">The key to check it with.</param>
/// <param name="Blobs">How many blobs the backup has.</param>
/// <param name="BlobSize">How many bytes they have together.</param>
/// <param name="Lost">Digests of blobs that the registry names and has lost, or has in another form than it stored them.</param>
public sealed record BackupManifestDto(
    string Format,
    long At,
    string Registry,
    long RegistrySize,
    long Rows,
    long Records,
    string Checkpoint,
    string Key,
    int Blobs,
    long BlobSize,
    IReadOnlyList<string> Lost
);
