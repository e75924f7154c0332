using System.Globalization;
using Gradus.Core.Artifacts;

namespace Gradus.Core.Backups;

/// <summary>
/// Where things lie in a folder of backups: each backup in a folder named by its time, and the blobs of all of them side by
/// side, so that bytes that several backups name are there once.
/// </summary>
public static class BackupLayout
{
    /// <summary>The file with the registry's rows, in a backup's folder.</summary>
    public const string Registry = "registry.jsonl.gz";

    /// <summary>The file that says what the backup is. It is written last: a backup that has it is whole.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>The name of the backup of a time.</summary>
    public static string NameOf(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH-mm-ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Where a blob lies.</summary>
    public static string BlobIn(string folder, Digest digest) =>
        Path.Join(folder, "blobs", "sha256", digest.Hex[..2], digest.Hex);
}
