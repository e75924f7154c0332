using Gradus.Core.Faults;

namespace Gradus.Artifacts.Local;

/// <summary>Small files that are there whole or not at all, also after a power cut, and that only their owner may read.</summary>
public static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the file, or takes the place of one that is there; answers when it is on the disk under its name.</summary>
    public static void Write(string file, string text)
    {
        var draft = $"{file}.{Guid.NewGuid():N}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            Failpoints.Pass(Failpoint.FileWritten);
            stream.Flush(flushToDisk: true);
        }

        Failpoints.Pass(Failpoint.FileFlushed);
        File.Move(draft, file, overwrite: true);
        Failpoints.Pass(Failpoint.FileNamed);
        UnixCalls.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }
}
