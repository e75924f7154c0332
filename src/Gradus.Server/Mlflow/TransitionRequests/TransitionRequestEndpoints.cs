using Gradus.Core.Errors;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Stages;
using Gradus.Server.Auth;
using Gradus.Server.Mlflow.Models;
using Gradus.Server.Mlflow.Requests;

namespace Gradus.Server.Mlflow.TransitionRequests;

/// <summary>transition-requests/: Databricks' way to ask for a stage, and to say yes or no.</summary>
internal static class TransitionRequestEndpoints
{
    public static void MapTransitionRequests(this RouteGroupBuilder mlflow)
    {
        var requests = mlflow.MapGroup("/transition-requests");
        requests.MapPost("/create", CreateAsync).LeavesToTheStore(PolicyAction.Request);
        requests.MapPost("/approve", ApproveAsync).LeavesToTheStore(PolicyAction.Approve);
        requests.MapPost("/reject", RejectAsync).LeavesToTheStore(PolicyAction.Approve);
        requests
            .MapDelete("/delete", DeleteAsync)
            .LeavesToTheStore(PolicyAction.Promote)
            .WithMetadata(new TakesQuery());
        requests.MapGet("/list", ListAsync).Requires(PolicyAction.Read);
        requests.MapGet("/activities", ListActivitiesAsync).Requires(PolicyAction.Read);
    }

    private static async Task<IResult> CreateAsync(
        MlflowRequest request,
        TransitionRequests requests,
        StageStore stages
    )
    {
        var named = await ReadAsync(request, stages);
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var caller = request.Context.Caller();
        var created = await requests.CreateAsync(named.Key, named.Comment, caller, request.Context.RequestAborted);
        return created.Answer(
            seen => new TransitionRequestAnswerDto(TransitionRequestDto.From(seen, caller)),
            MlflowJson.Default.TransitionRequestAnswerDto,
            named.Version.Word
        );
    }

    private static async Task<IResult> ApproveAsync(
        MlflowRequest request,
        TransitionRequests requests,
        StageStore stages
    )
    {
        var named = await ReadAsync(request, stages);
        var archive = request.Flag("archive_existing_versions");
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var context = request.Context;
        return Answer(
            await requests.ApproveAsync(named.Key, archive, named.Comment, context.Caller(), context.RequestAborted),
            named
        );
    }

    private static async Task<IResult> RejectAsync(
        MlflowRequest request,
        TransitionRequests requests,
        StageStore stages
    )
    {
        var named = await ReadAsync(request, stages);
        var context = request.Context;
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : Answer(
                await requests.RejectAsync(named.Key, named.Comment, context.Caller(), context.RequestAborted),
                named
            );
    }

    private static async Task<IResult> DeleteAsync(
        MlflowRequest request,
        TransitionRequests requests,
        StageStore stages
    )
    {
        var named = await ReadAsync(request, stages);
        var creator = request.Required("creator");
        var context = request.Context;
        return request.Refusal is { } refusal
            ? MlflowErrors.Refuse(refusal)
            : Answer(
                await requests.DeleteAsync(named.Key, creator, named.Comment, context.Caller(), context.RequestAborted),
                named
            );
    }

    private static async Task<IResult> ListAsync(MlflowRequest request, TransitionRequests requests)
    {
        var version = request.Version(request.Required("name"), request.Required("version"));
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var caller = request.Context.Caller();
        var open = await requests.ListAsync(version.Model, version.Number, caller, request.Context.RequestAborted);
        return open.Answer(
            found => new TransitionRequestListDto([.. found.Select(one => TransitionRequestDto.From(one, caller))]),
            MlflowJson.Default.TransitionRequestListDto,
            version.Word
        );
    }

    private static async Task<IResult> ListActivitiesAsync(MlflowRequest request, VersionActivities activities)
    {
        var version = request.Version(request.Required("name"), request.Required("version"));
        if (request.Refusal is { } refusal)
        {
            return MlflowErrors.Refuse(refusal);
        }

        var done = await activities.ListAsync(version.Model, version.Number, request.Context.RequestAborted);
        return done.Answer(
            found => new ActivityListDto([.. found.Select(ActivityDto.From)]),
            MlflowJson.Default.ActivityListDto,
            version.Word
        );
    }

    private static async Task<NamedRequest> ReadAsync(MlflowRequest request, StageStore stages)
    {
        var name = request.Required("name");
        var number = request.Required("version");
        var stage = request.Required("stage");
        var comment = request.Line("comment", Text.MaxLineLength);
        var version = request.Version(name, number);
        var target = request.Refusal is null
            ? request.Take(StageWords.Find(await stages.ListAsync(request.Context.RequestAborted), stage))
            : null;
        return new NamedRequest(version, new RequestKey(version.Model, version.Number, target?.Name ?? ""), comment);
    }

    private static IResult Answer(Result<Activity> done, NamedRequest named) =>
        done.Answer(
            activity => new ActivityAnswerDto(ActivityDto.From(activity)),
            MlflowJson.Default.ActivityAnswerDto,
            named.Version.Word
        );

    private sealed record NamedRequest(VersionName Version, RequestKey Key, string Comment);
}
