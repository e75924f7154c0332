using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Data.Datasets;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Api.Promotions;

/// <summary>Reads the terms of a promotion from a request: what is asked for must make sense before anything is written.</summary>
internal sealed class PromotionTermsReader(DatasetStore datasets)
{
    private const int DefaultTimeoutSeconds = 300;
    private const int MaxTimeoutSeconds = 86_400;
    private const long DefaultMemoryBytes = 2L << 30;
    private const long MinMemoryBytes = 256L << 20;

    /// <summary>The terms, or what is wrong with the request.</summary>
    public async Task<Result<PromotionTerms>> ReadAsync(
        PromotionRequestDto request,
        CancellationToken cancellationToken
    )
    {
        if (FindProblem(request) is { } problem)
        {
            return problem;
        }

        foreach (var text in request.Require ?? [])
        {
            if (!ThresholdGate.Parse(text).Try(out _, out var error))
            {
                return error;
            }
        }

        var dataset = await FindDatasetAsync(request.Dataset, cancellationToken);
        return dataset.Map(found => new PromotionTerms(
            Best: request.Best,
            Dataset: found,
            Require: request.Require ?? [],
            ArchiveExisting: request.ArchiveExistingVersions,
            TimeoutSeconds: request.TimeoutSeconds ?? DefaultTimeoutSeconds,
            MemoryBytes: request.MemoryBytes ?? DefaultMemoryBytes
        ));
    }

    private static Error? FindProblem(PromotionRequestDto request) =>
        request switch
        {
            { Version: null, Best: null } => Error.Invalid(
                "Say what to promote: 'version', or 'best' with a metric.",
                "version"
            ),
            { Version: not null, Best: not null } => Error.Invalid("Give 'version' or 'best', not both.", "best"),
            { Best.Length: 0 or > Tag.MaxKeyLength } => Error.Invalid("'best' must name a metric.", "best"),
            { Best: not null, Dataset: null } => Error.Invalid(
                "To pick the best version the candidates are measured: name a data set in 'dataset'.",
                "dataset"
            ),
            { Require.Count: > 0, Dataset: null } => Error.Invalid(
                "To check what is required the version is measured: name a data set in 'dataset'.",
                "dataset"
            ),
            { Require.Count: > 100 } => Error.Invalid("At most 100 requirements may be given.", "require"),
            { TimeoutSeconds: < 1 or > MaxTimeoutSeconds } => Error.Invalid(
                $"'timeout_seconds' must be 1 to {MaxTimeoutSeconds}.",
                "timeout_seconds"
            ),
            { MemoryBytes: < MinMemoryBytes } => Error.Invalid(
                $"'memory_bytes' must be at least {MinMemoryBytes}.",
                "memory_bytes"
            ),
            _ => null,
        };

    private async Task<Result<PromotionDataset?>> FindDatasetAsync(string? name, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return (PromotionDataset?)null;
        }

        var found = await datasets.GetAsync(name, cancellationToken);
        return found.Map(
            PromotionDataset? (dataset) =>
                new PromotionDataset(dataset.Name, dataset.Digest.Hex, dataset.Size, dataset.Label, dataset.Ignore)
        );
    }
}
