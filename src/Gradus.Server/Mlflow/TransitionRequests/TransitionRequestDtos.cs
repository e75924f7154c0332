using Gradus.Core;
using Gradus.Core.Promotions;

namespace Gradus.Server.Mlflow.TransitionRequests;

/// <summary>A request to move a version, as Databricks' clients know it: a promotion that is open.</summary>
/// <param name="Id">The promotion's id.</param>
/// <param name="ToStage">The stage asked for.</param>
/// <param name="UserId">Who asked.</param>
/// <param name="CreationTimestamp">When, in Unix milliseconds.</param>
/// <param name="LastUpdatedTimestamp">When it last changed, in Unix milliseconds.</param>
/// <param name="Comment">Why; absent if nothing was said.</param>
/// <param name="AvailableActions">What the caller may do with it now.</param>
/// <param name="SystemComment">What it waits for, or what became of it.</param>
internal sealed record TransitionRequestDto(
    string Id,
    string ToStage,
    string UserId,
    long CreationTimestamp,
    long LastUpdatedTimestamp,
    string? Comment,
    IReadOnlyList<string> AvailableActions,
    string SystemComment
)
{
    /// <summary>A promotion as somebody sees it.</summary>
    public static TransitionRequestDto From(SeenRequest seen, Caller caller)
    {
        var promotion = seen.Promotion;
        return new(
            Id: promotion.Id,
            ToStage: promotion.Stage,
            UserId: promotion.Actor,
            CreationTimestamp: promotion.CreatedAt.ToUnixTimeMilliseconds(),
            LastUpdatedTimestamp: promotion.UpdatedAt.ToUnixTimeMilliseconds(),
            Comment: promotion.Reason.Length > 0 ? promotion.Reason : null,
            AvailableActions: [.. ActionsOn(seen, caller)],
            SystemComment: promotion.Outcome
        );
    }

    private static IEnumerable<string> ActionsOn(SeenRequest seen, Caller caller)
    {
        if (seen.MayApprove)
        {
            yield return "APPROVE_TRANSITION_REQUEST";
        }

        if (seen.MayReject)
        {
            yield return "REJECT_TRANSITION_REQUEST";
        }

        if (
            seen.Promotion.Actor == caller.Actor
            && PromotionFlow.Next(seen.Promotion.Phase, PromotionEvent.Cancel) is not null
        )
        {
            yield return "CANCEL_TRANSITION_REQUEST";
        }
    }
}

/// <summary>Something that was done about a version: to a request, or a move.</summary>
/// <param name="Id">The promotion's id; of a move without one, the number of the transition.</param>
/// <param name="ActivityType">Databricks' word for it.</param>
/// <param name="UserId">Who did it.</param>
/// <param name="FromStage">The stage that the version was in before.</param>
/// <param name="ToStage">The stage asked for, or entered.</param>
/// <param name="CreationTimestamp">When, in Unix milliseconds.</param>
/// <param name="LastUpdatedTimestamp">The same.</param>
/// <param name="Comment">What was said; absent if nothing was.</param>
/// <param name="SystemComment">What the server says of it; absent if nothing.</param>
internal sealed record ActivityDto(
    string Id,
    string ActivityType,
    string UserId,
    string FromStage,
    string ToStage,
    long CreationTimestamp,
    long LastUpdatedTimestamp,
    string? Comment,
    string? SystemComment
)
{
    /// <summary>An activity in Databricks' words.</summary>
    public static ActivityDto From(Activity activity) =>
        new(
            Id: activity.Id,
            ActivityType: WordOf(activity.Kind),
            UserId: activity.Actor,
            FromStage: activity.From,
            ToStage: activity.To,
            CreationTimestamp: activity.At.ToUnixTimeMilliseconds(),
            LastUpdatedTimestamp: activity.At.ToUnixTimeMilliseconds(),
            Comment: activity.Comment.Length > 0 ? activity.Comment : null,
            SystemComment: activity.SystemComment.Length > 0 ? activity.SystemComment : null
        );

    private static string WordOf(ActivityKind kind) =>
        kind switch
        {
            ActivityKind.Requested => "REQUESTED_TRANSITION",
            ActivityKind.Approved => "APPROVED_REQUEST",
            ActivityKind.Rejected => "REJECTED_REQUEST",
            ActivityKind.Cancelled => "CANCELLED_REQUEST",
            ActivityKind.Commented => "NEW_COMMENT",
            ActivityKind.Applied => "APPLIED_TRANSITION",
            _ => "SYSTEM_TRANSITION",
        };
}

/// <summary>An answer that is one request.</summary>
internal sealed record TransitionRequestAnswerDto(TransitionRequestDto Request);

/// <summary>An answer that is one activity.</summary>
internal sealed record ActivityAnswerDto(ActivityDto Activity);

/// <summary>The open requests of a version.</summary>
internal sealed record TransitionRequestListDto(IReadOnlyList<TransitionRequestDto> Requests);

/// <summary>What was done about a version, newest first.</summary>
internal sealed record ActivityListDto(IReadOnlyList<ActivityDto> Activities);
