using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Identities;
using Gradus.Protocol.Identities;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Identities;

/// <summary>/groups: users under one name, to which things are granted together.</summary>
internal static class GroupEndpoints
{
    public static void MapGroups(this RouteGroupBuilder api)
    {
        var groups = api.MapGroup("/groups").WithTags("Groups");
        groups
            .MapGet("", ListAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Groups by name, with their members.");
        groups
            .MapPost("", CreateAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Creates a group without members.");
        groups.MapGet("/{group}", GetAsync).Requires(PolicyAction.Administer).WithSummary("A group, with its members.");
        groups
            .MapDelete("/{group}", DeleteAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Deletes a group; its members stay.");
        groups
            .MapPut("/{group}/members/{user}", AddAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Puts a user into a group.");
        groups
            .MapDelete("/{group}/members/{user}", RemoveAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Takes a user out of a group.");
    }

    private static async Task<Results<Ok<GroupPageDto>, ProblemHttpResult>> ListAsync(
        [FromQuery(Name = "max_results")] int? maxResults,
        [FromQuery(Name = "page_token")] string? pageToken,
        GroupStore store,
        HttpContext context
    ) =>
        PageSize.Usual.Parse(maxResults).Try(out var size, out var error)
            ? (await store.ListAsync(size, pageToken, context.RequestAborted)).Answer(context, IdentityMapping.ToDto)
            : Problems.Refuse(context, error);

    private static async Task<Results<Created<GroupDto>, ProblemHttpResult>> CreateAsync(
        CreateGroupDto request,
        GroupStore store,
        HttpContext context
    )
    {
        const string Field = "description";
        if (
            !GroupName.Parse(request.Name).Try(out var name, out var error)
            || !Text.Parse(request.Description, Field, IdentityMapping.MaxDescription).Try(out var text, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        var created = await store.CreateAsync(name, text ?? "", context.Caller());
        return created.AnswerCreated(
            context,
            group => $"/api/v1/groups/{Uri.EscapeDataString(group.Name)}",
            IdentityMapping.ToDto
        );
    }

    private static async Task<Results<Ok<GroupDto>, ProblemHttpResult>> GetAsync(
        string group,
        GroupStore store,
        HttpContext context
    ) => (await store.GetAsync(group, context.RequestAborted)).Answer(context, IdentityMapping.ToDto);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string group,
        GroupStore store,
        HttpContext context
    ) => (await store.DeleteAsync(group, context.Caller())).AnswerDone(context);

    private static async Task<Results<NoContent, ProblemHttpResult>> AddAsync(
        string group,
        string user,
        GroupStore store,
        HttpContext context
    ) => (await store.AddAsync(group, user, context.Caller())).Map(_ => default(Done)).AnswerDone(context);

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string group,
        string user,
        GroupStore store,
        HttpContext context
    ) => (await store.RemoveAsync(group, user, context.Caller())).Map(_ => default(Done)).AnswerDone(context);
}
