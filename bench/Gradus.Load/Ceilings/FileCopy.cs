using System.Diagnostics;
using System.Security.Cryptography;

namespace Gradus.Load.Ceilings;

/// <summary>The ceiling of uploads: a plain copy of the file, made durable.</summary>
internal static class FileCopy
{
    /// <summary>Copies, syncs and deletes again; how long copying and syncing took.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Where to; on the disk to measure.</param>
    /// <param name="hash">Whether to compute the SHA-256 on the way, as whoever stores by content must.</param>
    public static TimeSpan Time(string from, string to, bool hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        var started = Stopwatch.GetTimestamp();
        using (var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, 0))
        using (var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
        {
            for (int read; (read = source.Read(buffer)) > 0; )
            {
                if (hash)
                {
                    sha.AppendData(buffer, 0, read);
                }

                target.Write(buffer, 0, read);
            }

            target.Flush(flushToDisk: true);
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        File.Delete(to);
        return elapsed;
    }
}
