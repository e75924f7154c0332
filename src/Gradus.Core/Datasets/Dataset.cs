using Gradus.Core.Artifacts;

namespace Gradus.Core.Datasets;

/// <summary>A registered data set: labelled examples that candidates are measured on, by digest.</summary>
/// <param name="Name">As registered; follows the rules of a model's name.</param>
/// <param name="Digest">The SHA-256 of the CSV file's bytes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Label">The column that holds the true class.</param>
/// <param name="Ignore">Columns that are neither a feature nor the label, e.g. the slice a row belongs to.</param>
/// <param name="CreatedBy">Who registered it.</param>
/// <param name="CreatedAt">When.</param>
public sealed record Dataset(
    string Name,
    Digest Digest,
    long Size,
    string Label,
    IReadOnlyList<string> Ignore,
    string CreatedBy,
    DateTimeOffset CreatedAt
);
