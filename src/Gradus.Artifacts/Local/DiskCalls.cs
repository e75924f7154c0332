namespace Gradus.Artifacts.Local;

/// <summary>The calls whose failure decides what an upload may claim, apart from the rest so that a test can make them fail.</summary>
/// <param name="Write">Appends to a file.</param>
/// <param name="Flush">Answers when a file's bytes and size are on the disk.</param>
/// <param name="FlushFolder">Answers when a folder's entries are on the disk.</param>
internal sealed record DiskCalls(
    Func<FileStream, ReadOnlyMemory<byte>, ValueTask> Write,
    Action<FileStream> Flush,
    Action<string> FlushFolder
)
{
    // ENOSPC; EDQUOT on Linux and macOS. .NET puts the errno into HResult.
    private static readonly int[] FullCodes = OperatingSystem.IsMacOS() ? [28, 69] : [28, 122];

    /// <summary>The operating system's own. A failed flush is a <see cref="FailedFlushException"/>.</summary>
    public static DiskCalls Real { get; } =
        new((file, chunk) => file.WriteAsync(chunk, CancellationToken.None), FlushFile, UnixCalls.FlushFolder);

    /// <summary>Whether a call failed for want of space or quota.</summary>
    public static bool IsDiskFull(IOException exception) => FullCodes.Contains(exception.HResult);

    private static void FlushFile(FileStream file)
    {
        try
        {
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }
        catch (IOException exception)
        {
            throw new FailedFlushException(exception.Message);
        }
    }
}

/// <summary>fsync failed: what the disk holds is not known.</summary>
internal sealed class FailedFlushException(string message) : IOException(message);

/// <summary>The disk did not take bytes, for another reason than that it is full.</summary>
internal sealed class FailedWriteException(string message) : IOException(message);
