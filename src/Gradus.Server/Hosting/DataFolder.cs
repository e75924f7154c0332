namespace Gradus.Server.Hosting;

/// <summary>The folder that holds what a registry keeps on disk.</summary>
internal static class DataFolder
{
    /// <summary>The folder itself; a symbolic link that the administrator set is followed once, here. It need not exist yet.</summary>
    public static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = new DirectoryInfo(full);
        return folder.Exists ? folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full : full;
    }

    /// <summary>Where the registry is, unless it is in PostgreSQL.</summary>
    public static string SqliteIn(string data) => Path.Join(data, "gradus.db");

    /// <summary>Where the administrator puts test commands, for the server's own workers.</summary>
    public static string CommandsIn(string data) => Path.Join(data, "commands");

    /// <summary>Where the key is that the ledger is signed with, unless the administrator says otherwise.</summary>
    public static string LedgerKeyIn(string data) => Path.Join(data, "ledger.key");

    /// <summary>Where the last checkpoint that was published is kept beside the database.</summary>
    public static string CheckpointIn(string data) => Path.Join(data, "ledger.checkpoint");

    /// <summary>Where the blobs are.</summary>
    public static string ArtifactsIn(string data) => Path.Join(data, "artifacts");
}
