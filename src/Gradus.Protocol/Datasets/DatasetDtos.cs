namespace Gradus.Protocol.Datasets;

/// <summary>A registered data set. Time is Unix milliseconds.</summary>
/// <param name="Digest">"sha256:…" of the file.</param>
/// <param name="Label">The column with the truth.</param>
/// <param name="Ignore">Columns that are neither feature nor label.</param>
/// <param name="Task">What the label is: a class (<c>classification</c>), a number (<c>regression</c>) or a relevance (<c>ranking</c>).</param>
/// <param name="Query">Of a ranking, the column that names the query of a row; absent else.</param>
public sealed record DatasetDto(
    string Name,
    string Digest,
    long Size,
    string Label,
    IReadOnlyList<string> Ignore,
    string Task,
    string? Query,
    string CreatedBy,
    long CreatedAt
);

/// <summary>Registers a data set whose file was put as a blob before. The same name again points it at the new file.</summary>
/// <param name="Digest">"sha256:…" of the file.</param>
/// <param name="Label">The column with the truth.</param>
/// <param name="Ignore">Columns that are neither feature nor label.</param>
/// <param name="Task"><c>classification</c>, <c>regression</c> (the label is a number) or <c>ranking</c> (the label is a relevance from 0).</param>
/// <param name="Query">Of a ranking, the column that names the query of a row; the rows of one stand together.</param>
public sealed record PutDatasetDto(
    string Digest,
    string Label = "label",
    IReadOnlyList<string>? Ignore = null,
    string? Task = "classification",
    string? Query = null
);

/// <summary>All registered data sets, by name.</summary>
public sealed record DatasetListDto(IReadOnlyList<DatasetDto> Datasets);
