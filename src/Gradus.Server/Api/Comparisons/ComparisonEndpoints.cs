using Gradus.Artifacts.Local;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Policies;
using Gradus.Data.Promotions;
using Gradus.Protocol.Comparisons;
using Gradus.Server.Api.Promotions;
using Gradus.Server.Auth;
using Gradus.Server.Reports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Comparisons;

/// <summary>/models/{model}/comparisons: two versions beside each other, as numbers and as a page.</summary>
internal static class ComparisonEndpoints
{
    private const double LeastConfidence = 0.5;
    private const double MostConfidence = 0.9999;

    public static void MapComparisons(this RouteGroupBuilder api)
    {
        var comparisons = api.MapGroup("/models/{model}/comparisons").WithTags("Comparisons");
        comparisons
            .MapPost("", AskAsync)
            .Requires(PolicyAction.Request)
            .WithSummary(
                "Has workers measure two versions on a data set and compare their answers; tells how far that has come."
            );
        comparisons
            .MapGet("", GetAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("Two versions compared on a data set, as far as workers have come. Asks for nothing.");
        comparisons
            .MapGet("/report", GetReportAsync)
            .Requires(PolicyAction.Read)
            .Produces(StatusCodes.Status200OK, contentType: "text/html")
            .WithSummary("The same as a page to look at, which needs nothing else.");
    }

    private static async Task<Results<Ok<ComparisonDto>, ProblemHttpResult>> AskAsync(
        string model,
        ComparisonRequestDto request,
        ComparisonStore store,
        LocalBlobStore blobs,
        HttpContext context
    )
    {
        var query = new ComparisonQuery(
            model,
            request.Candidate,
            request.Incumbent,
            request.Dataset,
            request.Confidence
        );
        return FlawOf(query) is { } flaw
            ? Problems.Refuse(context, flaw)
            : await AnswerAsync(query, await store.AskAsync(query), blobs, context);
    }

    private static async Task<Results<Ok<ComparisonDto>, ProblemHttpResult>> GetAsync(
        string model,
        [AsParameters] ComparisonParameters asked,
        ComparisonStore store,
        LocalBlobStore blobs,
        HttpContext context
    )
    {
        var query = asked.Of(model);
        return FlawOf(query) is { } flaw
            ? Problems.Refuse(context, flaw)
            : await AnswerAsync(query, await store.GetAsync(query, context.RequestAborted), blobs, context);
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> GetReportAsync(
        string model,
        [AsParameters] ComparisonParameters asked,
        ComparisonStore store,
        LocalBlobStore blobs,
        ReportRenderer renderer,
        HttpContext context
    )
    {
        var query = asked.Of(model);
        if (FlawOf(query) is { } flaw)
        {
            return Problems.Refuse(context, flaw);
        }

        if (
            !(await store.GetAsync(query, context.RequestAborted)).Try(out var comparison, out var error)
            || !(await ToDtoAsync(query, comparison, blobs, context.RequestAborted)).Try(out var dto, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        if (dto.Report is null)
        {
            return Problems.Refuse(
                context,
                Error.Conflict($"There is nothing to show yet: {dto.Reason ?? "the comparison is not made"}.")
            );
        }

        context.Response.Headers.ContentSecurityPolicy = ReportStyle.ContentSecurityPolicy;
        return TypedResults.Content(await renderer.RenderAsync(dto), "text/html; charset=utf-8");
    }

    private static async Task<Results<Ok<ComparisonDto>, ProblemHttpResult>> AnswerAsync(
        ComparisonQuery query,
        Result<VersionComparison> found,
        LocalBlobStore blobs,
        HttpContext context
    ) =>
        found.Try(out var comparison, out var error)
        && (await ToDtoAsync(query, comparison, blobs, context.RequestAborted)).Try(out var dto, out error)
            ? TypedResults.Ok(dto)
            : Problems.Refuse(context, error!);

    private static Error? FlawOf(ComparisonQuery query) =>
        query.Candidate == query.Incumbent
            ? Error.Invalid("A version is not compared with itself: name two.", "incumbent")
        : string.IsNullOrEmpty(query.Dataset) ? Error.Invalid("'dataset' is required.", "dataset")
        : query.Confidence is >= LeastConfidence and <= MostConfidence ? null
        : Error.Invalid($"'confidence' must be from {LeastConfidence} to {MostConfidence}.", "confidence");

    private static async Task<Result<ComparisonDto>> ToDtoAsync(
        ComparisonQuery query,
        VersionComparison comparison,
        LocalBlobStore blobs,
        CancellationToken cancellationToken
    )
    {
        var dto = new ComparisonDto(
            comparison.State.ToString().ToLowerInvariant(),
            comparison.State == ComparisonState.Failed ? comparison.Obstacle : null,
            query.Model,
            query.Candidate,
            query.Incumbent,
            query.Dataset,
            query.Confidence,
            comparison.OfCandidate is { } one ? PromotionMapping.ToDto(one, query.Candidate) : null,
            comparison.OfIncumbent is { } other ? PromotionMapping.ToDto(other, query.Incumbent) : null
        );
        return comparison is { State: ComparisonState.Compared, Found.Output: { } output }
            ? (await ComparisonReports.ReadAsync(output, blobs, cancellationToken)).Map(report =>
                dto with
                {
                    Report = report,
                }
            )
            : dto;
    }
}

/// <summary>Which comparison a query string asks for.</summary>
/// <param name="Candidate">The version that is looked at.</param>
/// <param name="Incumbent">The version that it is compared with.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Confidence">How often the intervals shall hold the true value.</param>
internal sealed record ComparisonParameters(int Candidate, int Incumbent, string Dataset, double? Confidence)
{
    private const double UsualConfidence = 0.95;

    public ComparisonQuery Of(string model) => new(model, Candidate, Incumbent, Dataset, Confidence ?? UsualConfidence);
}
