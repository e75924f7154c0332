using Gradus.Core.Artifacts;

namespace Gradus.Core.Datasets;

/// <summary>A registered data set: labelled examples that candidates are measured on, by digest.</summary>
/// <param name="Name">As registered; follows the rules of a model's name.</param>
/// <param name="Digest">The SHA-256 of the file's bytes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Columns">The part that its columns play.</param>
/// <param name="CreatedBy">Who registered it.</param>
/// <param name="CreatedAt">When.</param>
public sealed record Dataset(
    string Name,
    Digest Digest,
    long Size,
    DatasetColumns Columns,
    string CreatedBy,
    DateTimeOffset CreatedAt
);
