namespace Gradus.Serving.Hosting;

/// <summary>Keeps a data folder for one gateway. It is free again when that has ended, however.</summary>
internal static class FolderLock
{
    /// <summary>Takes the folder until the result is disposed.</summary>
    /// <exception cref="IOException">Another gateway has it.</exception>
    public static IDisposable Take(string data)
    {
        var path = Path.Join(data, "gateway.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException(
                $"The folder {data} is in use by another gateway; choose another with --data FOLDER, and another --name.",
                e
            );
        }
    }
}
