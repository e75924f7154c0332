namespace Gradus.Protocol.Datasets;

/// <summary>A registered data set. Time is Unix milliseconds.</summary>
/// <param name="Digest">"sha256:…" of the CSV file.</param>
/// <param name="Label">The column with the true class.</param>
/// <param name="Ignore">Columns that are neither feature nor label.</param>
public sealed record DatasetDto(
    string Name,
    string Digest,
    long Size,
    string Label,
    IReadOnlyList<string> Ignore,
    string CreatedBy,
    long CreatedAt
);

/// <summary>Registers a data set whose file was put as a blob before. The same name again points it at the new file.</summary>
public sealed record PutDatasetDto(string Digest, string Label = "label", IReadOnlyList<string>? Ignore = null);

/// <summary>All registered data sets, by name.</summary>
public sealed record DatasetListDto(IReadOnlyList<DatasetDto> Datasets);
