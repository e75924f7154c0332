using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Core.Replays;
using Gradus.Data.Policies;
using Gradus.Data.Promotions;
using Gradus.Policies;
using Gradus.Protocol.Policies;
using Gradus.Server.Api.Promotions;
using Gradus.Server.Auth;
using Gradus.Server.Promotions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Policies;

/// <summary>/policy: the rules in force, those that were, and what others would change.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicy(this RouteGroupBuilder api)
    {
        var policy = api.MapGroup("/policy").WithTags("Policy");
        policy.MapGet("", GetAsync).Requires(PolicyAction.Read).WithSummary("The policy in force.");
        policy
            .MapPost("", ApplyAsync)
            .LeavesToTheStore(PolicyAction.ApplyPolicy)
            .WithSummary("Puts a policy in force; a file with a problem leaves the old one.");
        policy
            .MapGet("/revisions", ListAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("Every policy that was applied, newest first.");
        policy
            .MapGet("/revisions/{revision:int}", GetRevisionAsync)
            .Requires(PolicyAction.Read)
            .WithSummary("A policy that was applied.");
        policy.MapGet("/diff", DiffAsync).Requires(PolicyAction.Read).WithSummary("How two revisions differ.");
        policy.MapPost("/check", Check).Requires(PolicyAction.Read).WithSummary("All that is wrong with a policy.");
        policy
            .MapPost("/plan", PlanAsync)
            .ShowsAllModels()
            .WithSummary("What applying a policy would change. Writes nothing.");
        policy
            .MapPost("/replay", ReplayAsync)
            .ShowsAllModels()
            .WithSummary("What a policy would have said of the promotions that were. Writes nothing.");
    }

    private static async Task<Ok<PolicyDto>> GetAsync(PolicyStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(ToDto(await store.CurrentAsync(cancellationToken)));

    private static async Task<Results<Ok<PolicyDto>, ProblemHttpResult>> GetRevisionAsync(
        int revision,
        PolicyStore store,
        HttpContext context
    ) => (await store.GetAsync(revision, context.RequestAborted)).Answer(context, ToDto);

    private static async Task<Results<Ok<PolicyPageDto>, ProblemHttpResult>> ListAsync(
        [FromQuery(Name = "max_results")] int? maxResults,
        [FromQuery(Name = "page_token")] string? pageToken,
        PolicyStore store,
        HttpContext context
    ) =>
        PageSize.OfBigItems.Parse(maxResults).Try(out var size, out var error)
            ? (await store.ListAsync(size, pageToken, context.RequestAborted)).Answer(
                context,
                page => new PolicyPageDto([.. page.Items.Select(item => ToDto(item) with { Text = null })], page.Next)
            )
            : Problems.Refuse(context, error);

    private static async Task<Results<Ok<PolicyDiffDto>, ProblemHttpResult>> DiffAsync(
        int from,
        int to,
        PolicyStore store,
        HttpContext context
    ) =>
        (await store.GetAsync(from, context.RequestAborted)).Try(out var before, out var error)
        && (await store.GetAsync(to, context.RequestAborted)).Try(out var after, out error)
            ? TypedResults.Ok(new PolicyDiffDto(from, to, PolicyDiff.Between(before.Policy, after.Policy)))
            : Problems.Refuse(context, error!);

    private static Ok<PolicyCheckDto> Check(PolicyTextDto request) =>
        TypedResults.Ok(ToDto(PolicyFile.Parse(request.Text ?? "")));

    private static async Task<Results<Ok<PolicyPlanDto>, ProblemHttpResult>> PlanAsync(
        PolicyTextDto request,
        PolicyStore store,
        HttpContext context
    ) =>
        Read(request).Try(out var policy, out var error)
            ? TypedResults.Ok(
                ToDto(
                    await store.PlanAsync(policy, context.RequestAborted),
                    [
                        .. policy.WarningsFor(context.Caller()),
                        .. await store.UnknownNamesAsync(policy, context.RequestAborted),
                    ]
                )
            )
            : Problems.Refuse(context, error);

    private static async Task<Results<Ok<PolicyReplayDto>, ProblemHttpResult>> ReplayAsync(
        PolicyTextDto request,
        ReplayStore store,
        HttpContext context
    ) =>
        Read(request).Try(out var policy, out var error)
            ? TypedResults.Ok(ToDto(await store.ReplayAsync(policy, context.RequestAborted)))
            : Problems.Refuse(context, error);

    private static async Task<Results<Ok<PolicyDto>, ProblemHttpResult>> ApplyAsync(
        PolicyTextDto request,
        PolicyStore store,
        PolicyInForce inForce,
        PromotionRunner runner,
        HttpContext context
    )
    {
        if (
            !Text.Parse(request.Reason, "reason", Text.MaxLineLength).Try(out var reason, out var error)
            || !Read(request).Try(out var policy, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        var unknown = await store.UnknownNamesAsync(policy, context.RequestAborted);
        if (
            !(await store.ApplyAsync(request.Text, policy, reason ?? "", context.Caller())).Try(
                out var applied,
                out error
            )
        )
        {
            return Problems.Refuse(context, error);
        }

        inForce.Forget();
        runner.Wake();
        return TypedResults.Ok(
            ToDto(applied.Revision) with
            {
                Changed = applied.IsNew,
                Warnings =
                [
                    .. policy.WarningsFor(context.Caller()),
                    .. unknown,
                    .. applied.Aliases.Select(stray => $"Moved {stray.Say()}."),
                ],
            }
        );
    }

    private static Result<Policy> Read(PolicyTextDto request)
    {
        var reading = PolicyFile.Parse(request.Text ?? "");
        if (reading.Policy is { } policy)
        {
            return policy;
        }

        var more = reading.Problems.Count - 1;
        var others = more == 0 ? "" : $" And {more} more; see /api/v1/policy/check.";
        return Error.Invalid($"The policy has a problem at {reading.Problems[0]}{others}", "text");
    }

    private static PolicyDto ToDto(PolicyRevision revision) =>
        new(
            revision.Number,
            revision.Digest.ToString(),
            revision.Author,
            revision.Reason,
            revision.AppliedAt.ToUnixTimeMilliseconds(),
            revision.Text
        );

    private static PolicyCheckDto ToDto(PolicyReading reading) =>
        new(
            reading.Policy is not null,
            [
                .. reading.Problems.Select(problem => new PolicyProblemDto(
                    problem.Line,
                    problem.Column,
                    problem.Path,
                    problem.Message
                )),
            ]
        );

    private static PolicyPlanDto ToDto(PolicyPlan plan, IReadOnlyList<string> warnings) =>
        new(
            plan.Changes,
            [
                .. plan.Holders.Select(holder => new HolderCheckDto(
                    holder.Model,
                    holder.Version,
                    holder.Stage,
                    [.. holder.Unmet.Select(PromotionMapping.ToDto)]
                )),
            ],
            [.. warnings, .. plan.Aliases.Select(stray => $"Applying it moves {stray.Say()}.")],
            plan.Obstacle?.Message
        );

    private static PolicyReplayDto ToDto(PolicyReplay replay) =>
        new(
            replay.Promotions,
            [
                .. replay.Changed.Select(changed => new ReplayedPromotionDto(
                    changed.Promotion,
                    changed.Model,
                    changed.Version,
                    changed.Stage,
                    changed.DidPass ? "passed" : "blocked",
                    changed.WouldPass ? "passed" : "blocked",
                    changed.Reasons
                )),
            ]
        );
}
