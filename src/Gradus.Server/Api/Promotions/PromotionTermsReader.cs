using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Work;
using Gradus.Data.Datasets;
using Gradus.Data.Models;
using Gradus.Protocol.Promotions;

namespace Gradus.Server.Api.Promotions;

/// <summary>Reads the terms of a promotion from a request: what is asked for must make sense before anything is written.</summary>
internal sealed class PromotionTermsReader(DatasetStore datasets, VersionStore versions)
{
    private const int MaxTimeoutSeconds = 86_400;
    private const long MinMemoryBytes = 256L << 20;

    /// <summary>The terms, or what is wrong with the request.</summary>
    public async Task<Result<PromotionTerms>> ReadAsync(
        string model,
        PromotionRequestDto request,
        CancellationToken cancellationToken
    )
    {
        if (FindProblem(request) is { } problem)
        {
            return problem;
        }

        if (FindMisspelt(request) is { } misspelt)
        {
            return misspelt;
        }

        if (
            !(await FindDatasetAsync(request.Dataset, cancellationToken)).Try(out var dataset, out var error)
            || !(await FindSelectionAsync(model, request, cancellationToken)).Try(out var best, out error)
        )
        {
            return error;
        }

        return new PromotionTerms(
            Best: best,
            Dataset: dataset,
            Require: request.Require ?? [],
            ArchiveExisting: request.ArchiveExistingVersions,
            Limits: new Limits(
                request.TimeoutSeconds ?? Limits.Default.TimeoutSeconds,
                request.MemoryBytes ?? Limits.Default.MemoryBytes
            )
        )
        {
            Anew = request.Anew ?? false,
        };
    }

    // The filter is read when the promotion is asked for: versions that come later were not meant.
    private async Task<Result<Selection?>> FindSelectionAsync(
        string model,
        PromotionRequestDto request,
        CancellationToken cancellationToken
    )
    {
        if (request.Best is null)
        {
            return (Selection?)null;
        }

        var objectives = new List<Objective>();
        foreach (var text in request.Best.Split(','))
        {
            if (!Objective.Parse(text).Try(out var objective, out var error))
            {
                return error;
            }

            objectives.Add(objective);
        }

        var among = await FilteredVersions.FindAsync(versions, model, request.Filter, cancellationToken);
        return among.Map(Selection? (numbers) => new Selection(objectives, request.Constraints ?? [], numbers));
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
            { Best: null, Filter: not null } or { Best: null, Constraints.Count: > 0 } => Error.Invalid(
                "'filter' and 'constraints' belong to 'best'.",
                "best"
            ),
            { Constraints.Count: > 100 } => Error.Invalid("At most 100 constraints may be given.", "constraints"),
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

    private static Error? FindMisspelt(PromotionRequestDto request) =>
        (request.Require ?? [])
            .Select(text => ThresholdGate.ParseRequirement(text, null))
            .Concat((request.Constraints ?? []).Select(text => ThresholdGate.Parse(text, null)))
            .FirstOrDefault(parsed => !parsed.IsOk)
            .Error;

    private async Task<Result<PromotionDataset?>> FindDatasetAsync(string? name, CancellationToken cancellationToken)
    {
        if (name is null)
        {
            return (PromotionDataset?)null;
        }

        var found = await datasets.GetAsync(name, cancellationToken);
        return found.Map(PromotionDataset? (dataset) => PromotionDataset.Of(dataset));
    }
}
