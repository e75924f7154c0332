using System.Security.Cryptography;
using Gradus.Cli.CommandLine;
using Gradus.Cli.Datasets;
using Gradus.Cli.Screen;
using Gradus.Protocol.Client;

namespace Gradus.Cli.Promotions;

/// <summary>What --data means: a registered data set, or a CSV or Parquet file that becomes one.</summary>
internal static class DatasetOption
{
    private static readonly string[] Endings = [".csv", ".parquet"];

    /// <summary>
    /// The data set's registered name. A file is registered under its own name and digest, so that the same bytes are
    /// the same data set and no other is ever pointed elsewhere.
    /// </summary>
    public static async Task<string?> ResolveAsync(Run run, PromoteOptions options, CancellationToken cancel)
    {
        var data = run.Get(options.Data);
        if (data is null || !IsFile(data))
        {
            return data;
        }

        var columns = options.Columns.Read(run);
        await LocalDataset.CheckAsync(data, columns, cancel);
        var digest = await UploadBar.ShowAsync(
            run.Terminal,
            Path.GetFileName(data),
            progress => run.Server.Blobs.UploadAsync(data, progress, cancel)
        );
        var name = NameOf(data, digest);
        var dataset = await run.Server.Datasets.PutAsync(name, ColumnOptions.ToDto(columns, digest), cancel);
        if (!run.Json)
        {
            run.Terminal.Remark(Tone.Faint.Of($"Uploaded {data} as the data set {dataset.Name}."));
        }

        return dataset.Name;
    }

    /// <summary>
    /// The data set's registered name where nothing may be written: a file must have been registered before, since nothing
    /// can have been measured on it else.
    /// </summary>
    public static async Task<string?> FindAsync(Run run, string? data, CancellationToken cancel)
    {
        if (data is null || !IsFile(data))
        {
            return data;
        }

        await using var file = File.OpenRead(data);
        var name = NameOf(data, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel)));
        try
        {
            return (await run.Server.Datasets.GetAsync(name, cancel)).Name;
        }
        catch (GradusException e) when (e.Code == "dataset_not_found")
        {
            throw new RefusedException(
                $"Nothing was measured on {data} yet, and a plan uploads nothing. Register it with: {run.Session.Name} datasets add {name} {data}",
                e.Code
            );
        }
    }

    private static string NameOf(string file, string digest) =>
        $"{Path.GetFileNameWithoutExtension(file)}-{Shown.Digest(digest)}";

    private static bool IsFile(string data) =>
        File.Exists(data)
        || Endings.Any(ending => data.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        || data.Contains('/');
}
