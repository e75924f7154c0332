using Gradus.Cli.CommandLine;
using Gradus.Core.Datasets;

namespace Gradus.Cli.Datasets;

/// <summary>A file on this machine that is to become a data set.</summary>
internal static class LocalDataset
{
    /// <summary>Refuses a file that cannot be one, before its bytes are sent anywhere.</summary>
    /// <exception cref="RefusedException">It is no data set, and why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task CheckAsync(string path, DatasetColumns columns, CancellationToken cancel)
    {
        if (Directory.Exists(path))
        {
            throw new RefusedException($"'{path}' is a folder; a data set is one CSV or Parquet file.", "invalid");
        }

        await using var file = File.OpenRead(path);
        var beginning = new byte[DatasetFile.Beginning];
        var length = await file.ReadAtLeastAsync(beginning, beginning.Length, throwOnEndOfStream: false, cancel);
        if (DatasetFile.Problem(beginning.AsSpan(0, length), columns) is { } problem)
        {
            throw new RefusedException($"'{path}' {problem}.", "invalid");
        }
    }
}
