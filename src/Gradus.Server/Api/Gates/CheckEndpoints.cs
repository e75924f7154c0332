using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Gates;
using Gradus.Protocol.Gates;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Gates;

/// <summary>/models/{model}/versions/{version}/checks: what checks outside, such as CI jobs, report.</summary>
internal static class CheckEndpoints
{
    private const int MaxName = 200;
    private const int MaxUrl = 2_000;

    private static readonly Dictionary<string, Verdict> Verdicts = new()
    {
        ["passed"] = Verdict.Passed,
        ["failed"] = Verdict.Failed,
        ["inconclusive"] = Verdict.Inconclusive,
        ["error"] = Verdict.Error,
    };

    public static void MapChecks(this RouteGroupBuilder api)
    {
        var checks = api.MapGroup("/models/{model}/versions/{version:int}/checks").WithTags("Checks");
        checks
            .MapGet("", ListAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("Every report on a version's bytes, newest first.");
        checks
            .MapPost("", ReportAsync)
            .LeavesToTheStore(PolicyAction.ReportCheck)
            .WithSummary("Reports what a check outside found; the newest of a name counts.");
    }

    private static async Task<Results<Ok<CheckListDto>, ProblemHttpResult>> ListAsync(
        string model,
        int version,
        CheckStore store,
        HttpContext context
    ) =>
        (await store.ListAsync(model, version, context.RequestAborted)).Answer(
            context,
            checks => new CheckListDto([.. checks.Select(ToDto)])
        );

    private static async Task<Results<Created<CheckDto>, ProblemHttpResult>> ReportAsync(
        string model,
        int version,
        ReportCheckDto request,
        CheckStore store,
        PromotionRunner runner,
        TimeProvider time,
        HttpContext context
    )
    {
        if (!Verdicts.TryGetValue(request.Verdict ?? "", out var verdict))
        {
            return Problems.Refuse(
                context,
                Error.Invalid($"'verdict' must be one of {string.Join(", ", Verdicts.Keys)}.", "verdict")
            );
        }

        Digest? digest = null;
        if (
            !Required.Parse(request.Name, "name", MaxName).Try(out var name, out var error)
            || !Text.Parse(request.Summary, "summary", Text.MaxLineLength).Try(out var summary, out error)
            || !ParseUrl(request.Url).Try(out var url, out error)
            || (request.Digest is not null && !ParseDigest(request.Digest, out digest).Try(out _, out error))
        )
        {
            return Problems.Refuse(context, error);
        }

        var report = new ExternalCheck(
            Guid.CreateVersion7().ToString("N"),
            default,
            name,
            verdict,
            summary ?? "",
            url,
            "",
            time.GetUtcNow(),
            model
        );
        var kept = await store.ReportAsync(model, version, digest, report, context.Caller());
        runner.Wake();
        return kept.AnswerCreated(
            context,
            _ => $"/api/v1/models/{Uri.EscapeDataString(model)}/versions/{version}/checks",
            ToDto
        );
    }

    private static Result<Done> ParseDigest(string text, out Digest? digest)
    {
        var parsed = Digest.Parse(text);
        digest = parsed.IsOk ? parsed.Value : null;
        return parsed.Map(_ => default(Done));
    }

    // People will click on it.
    private static Result<string> ParseUrl(string? text) =>
        string.IsNullOrEmpty(text) ? ""
        : text.Length <= MaxUrl && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? text
        : Error.Invalid($"'url' must be an http or https address of at most {MaxUrl} characters.", "url");

    private static CheckDto ToDto(ExternalCheck check) =>
        new(
            check.Id,
            check.Artifact.ToString(),
            check.Name,
            check.Verdict.ToString().ToLowerInvariant(),
            check.Summary,
            check.Url,
            check.Reporter,
            check.ReportedAt.ToUnixTimeMilliseconds(),
            check.Model
        );
}
