using System.IO.Compression;
using System.Text;

namespace Gradus.Server.Backups;

/// <summary>Files of compressed lines, and how they are written and read.</summary>
internal static class BackupFiles
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// A file in this folder to put something by in. It has no name any more, so that it is gone however the process ends.
    /// </summary>
    public static FileStream Spool(string folder)
    {
        var path = Path.Join(folder, $"backup-{Guid.NewGuid():N}.tmp");
        var file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
                Share = FileShare.Delete,
            }
        );
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }

    /// <summary>Writes compressed lines; the stream stays open.</summary>
    public static StreamWriter WriteLines(Stream stream) =>
        new(new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true), Utf8) { NewLine = "\n" };

    /// <summary>Reads compressed lines; the stream stays open.</summary>
    /// <exception cref="InvalidDataException">It is not compressed so, or was cut off.</exception>
    public static async IAsyncEnumerable<string> ReadLinesAsync(Stream stream)
    {
        await using var plain = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var reader = new StreamReader(plain, Utf8, detectEncodingFromByteOrderMarks: false);
        while (await reader.ReadLineAsync() is { } line)
        {
            yield return line;
        }
    }
}
