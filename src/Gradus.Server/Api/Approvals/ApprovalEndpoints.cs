using Gradus.Core.Approvals;
using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Approvals;
using Gradus.Data.Search;
using Gradus.Protocol.Approvals;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Approvals;

/// <summary>/promotions/{id}/approvals: what people say of a promotion.</summary>
internal static class ApprovalEndpoints
{
    public static void MapApprovals(this RouteGroupBuilder api)
    {
        var approvals = api.MapGroup("/promotions/{id}/approvals")
            .WithTags("Approvals")
            .TakeIdsOf(Identified.Promotion);
        approvals
            .MapGet("", GetAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("What was said of a promotion, and how it counts.");
        approvals
            .MapPost("", SayAsync)
            .LeavesToTheStore(PolicyAction.Approve)
            .WithSummary("Approves, rejects, withdraws or comments.");
    }

    private static async Task<Results<Ok<ApprovalStateDto>, ProblemHttpResult>> GetAsync(
        string id,
        ApprovalStore store,
        HttpContext context
    ) => (await store.GetAsync(id, context.RequestAborted)).Answer(context, ToDto);

    private static async Task<Results<Ok<ApprovalStateDto>, ProblemHttpResult>> SayAsync(
        string id,
        SayDto request,
        ApprovalStore store,
        PromotionRunner runner,
        HttpContext context
    )
    {
        if (
            !Enum.TryParse<ApprovalDecision>(request.Decision, ignoreCase: true, out var decision)
            || !Enum.IsDefined(decision)
            || int.TryParse(request.Decision, out _)
        )
        {
            return Problems.Refuse(
                context,
                Error.Invalid("'decision' must be approve, reject, withdraw or comment.", "decision")
            );
        }

        if (!Text.Parse(request.Comment, "comment", Text.MaxLineLength).Try(out var comment, out var error))
        {
            return Problems.Refuse(context, error);
        }

        if (decision == ApprovalDecision.Comment && string.IsNullOrWhiteSpace(comment))
        {
            return Problems.Refuse(context, Error.Invalid("'comment' is required.", "comment"));
        }

        // What is said is said of the promotion as it stands now, and takes it on at once.
        if (!(await runner.StepAsync(id, context.RequestAborted)).Try(out _, out error))
        {
            return Problems.Refuse(context, error);
        }

        var said = await store.SayAsync(
            id,
            decision,
            comment ?? "",
            request.Binding,
            Guid.CreateVersion7().ToString("N"),
            context.Caller()
        );
        if (!said.IsOk)
        {
            return Problems.Refuse(context, said.Error);
        }

        await runner.StepAsync(id, context.RequestAborted);
        runner.Wake();
        return await GetAsync(id, store, context);
    }

    private static ApprovalStateDto ToDto(ApprovalState state) =>
        new(
            Required: state.Count?.Rule.Required ?? 0,
            Given: state.Count?.Given ?? 0,
            Roles: state.Count?.Rule.Roles ?? [],
            FourEyes: state.Count?.Rule.FourEyes ?? false,
            Phase: state.Promotion.Phase.ToString(),
            Outcome: state.Promotion.Outcome,
            Approvals: [.. state.Said.Select(approval => ToDto(approval, state.Count))]
        );

    private static ApprovalDto ToDto(Approval approval, ApprovalCount? count) =>
        new(
            Id: approval.Id,
            Actor: approval.Actor,
            Decision: approval.Decision.ToString().ToLowerInvariant(),
            Comment: approval.Comment,
            Binding: approval.Binding.ToString(),
            At: approval.At.ToUnixTimeMilliseconds(),
            Standing: count?.Words.FirstOrDefault(word => word.Approval.Id == approval.Id) is { } word
                ? Problems.SnakeCase(word.Standing.ToString())
                : null
        );
}
