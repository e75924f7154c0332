using Gradus.Core.Artifacts;

namespace Gradus.Core.Datasets;

/// <summary>A data set as it was when something was to be measured on it.</summary>
/// <param name="Name">What it was registered as.</param>
/// <param name="Digest">The digest of its file, in hexadecimal.</param>
/// <param name="Size">The file's size in bytes.</param>
/// <param name="Label">The column that holds the truth.</param>
/// <param name="Ignore">Columns that are no features.</param>
/// <param name="Task">What the label is.</param>
/// <param name="Query">The column that names the query of a row, of a ranking.</param>
public sealed record PromotionDataset(
    string Name,
    string Digest,
    long Size,
    string Label,
    IReadOnlyList<string> Ignore,
    DatasetTask Task = DatasetTask.Classification,
    string? Query = null
)
{
    /// <summary>A registered data set as it is now.</summary>
    public static PromotionDataset Of(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var (label, ignore, task, query) = dataset.Columns;
        return new(dataset.Name, dataset.Digest.Hex, dataset.Size, label, ignore, task, query);
    }

    /// <summary>The digest, parsed.</summary>
    public Digest ParsedDigest => Artifacts.Digest.Parse(Digest).Value;
}
