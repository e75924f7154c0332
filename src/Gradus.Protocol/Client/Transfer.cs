namespace Gradus.Protocol.Client;

/// <summary>What sending and receiving files have in common.</summary>
internal static class Transfer
{
    /// <summary>Bytes moved at once.</summary>
    public const int BufferSize = 128 * 1024;

    /// <summary>Opens a file to be read once from its start to its end.</summary>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, useAsync: false);
}
