using Gradus.Cli.CommandLine;
using Gradus.Cli.Screen;
using Gradus.Protocol.Datasets;

namespace Gradus.Cli.Promotions;

/// <summary>What --data means: a registered data set, or a CSV file that becomes one.</summary>
internal static class DatasetOption
{
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

        var digest = await UploadBar.ShowAsync(
            run.Terminal,
            Path.GetFileName(data),
            progress => run.Server.Blobs.UploadAsync(data, progress, cancel)
        );
        var name = $"{Path.GetFileNameWithoutExtension(data)}-{Shown.Digest(digest)}";
        var content = new PutDatasetDto(digest, run.Get(options.Label), run.Get(options.Ignore));
        var dataset = await run.Server.Datasets.PutAsync(name, content, cancel);
        if (!run.Json)
        {
            run.Terminal.Remark(Tone.Faint.Of($"Uploaded {data} as the data set {dataset.Name}."));
        }

        return dataset.Name;
    }

    private static bool IsFile(string data) =>
        File.Exists(data) || data.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || data.Contains('/');
}
