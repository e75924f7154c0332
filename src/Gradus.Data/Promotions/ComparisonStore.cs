using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Work;
using Gradus.Data.Datasets;
using Gradus.Data.Models;

namespace Gradus.Data.Promotions;

/// <summary>Which versions are to be compared, and on what.</summary>
/// <param name="Model">The registered model's name.</param>
/// <param name="Candidate">The version that is looked at.</param>
/// <param name="Incumbent">The version that it is compared with.</param>
/// <param name="Dataset">The registered data set's name.</param>
/// <param name="Confidence">How often the intervals shall hold the true value, e.g. 0.95.</param>
public sealed record ComparisonQuery(string Model, int Candidate, int Incumbent, string Dataset, double Confidence);

/// <summary>Versions beside each other, by what workers found.</summary>
public sealed class ComparisonStore(Database database)
{
    /// <summary>The comparison as far as it has come.</summary>
    public Task<Result<VersionComparison>> GetAsync(ComparisonQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindAsync(session, query), cancellationToken);

    /// <summary>
    /// Has made what is lacking, and answers how far it has come. Work is no part of the ledger, so there is nothing to declare.
    /// </summary>
    public Task<Result<VersionComparison>> AskAsync(ComparisonQuery query) =>
        database.WriteAsync<VersionComparison>(async session =>
        {
            if (!(await FindAsync(session, query)).Try(out var comparison, out var error))
            {
                return error;
            }

            foreach (var request in comparison.Lacking)
            {
                await session.AskForWorkAsync(request);
            }

            return comparison with
            {
                IsAskedFor = comparison.Lacking.Count > 0,
            };
        });

    private static async Task<Result<VersionComparison>> FindAsync(Session session, ComparisonQuery query)
    {
        if (
            !(await BytesOfAsync(session, query.Model, query.Candidate)).Try(out var candidate, out var error)
            || !(await BytesOfAsync(session, query.Model, query.Incumbent)).Try(out var incumbent, out error)
        )
        {
            return error;
        }

        if (await session.FindDatasetAsync(query.Dataset) is not { } dataset)
        {
            return Error.DatasetNotFound(query.Dataset);
        }

        var comparison = new VersionComparison(candidate, incumbent, PromotionDataset.Of(dataset), query.Confidence);
        comparison = comparison with
        {
            OfCandidate = await NewestAsync(session, candidate, comparison.Measuring),
            OfIncumbent = await NewestAsync(session, incumbent, comparison.Measuring),
        };
        comparison = comparison with { Found = await NewestAsync(session, candidate, comparison.Comparing) };
        foreach (var request in comparison.Lacking)
        {
            comparison = comparison with
            {
                IsAskedFor = comparison.IsAskedFor || await session.IsAskedForAsync(request),
            };
        }

        return comparison;
    }

    private static async Task<Result<Digest>> BytesOfAsync(Session session, string model, int number) =>
        (await session.GetVersionAsync(model, number)).Then<Digest>(version =>
            version.Manifest is { } manifest
                ? manifest
                : Error.Invalid(
                    $"Version {number} of '{model}' cannot be measured: its bytes are kept elsewhere.",
                    "version"
                )
        );

    // What was found counts while it is fresh, whatever failed technically since.
    private static async Task<Evaluation?> NewestAsync(Session session, Digest artifact, WorkTask? task) =>
        task is null
            ? null
            : (await session.ListEvidenceAsync(artifact, task.Digest))
                .Where(found => session.Now - found.FinishedAt < Evaluation.Freshness)
                .OrderBy(found => found.Outcome == EvaluationOutcome.Error)
                .FirstOrDefault();
}
