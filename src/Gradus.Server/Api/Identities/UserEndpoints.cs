using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Identities;
using Gradus.Protocol.Identities;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Identities;

/// <summary>/users: the people and the service accounts that the registry knows.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users
            .MapGet("", ListAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Users by name; with kind=person or kind=service only those.");
        users
            .MapPost("", CreateAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Creates a user, in no group and without a token.");
        users.MapGet("/{user}", GetAsync).Requires(PolicyAction.Administer).WithSummary("A user.");
        users
            .MapPost("/{user}/disable", DisableAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Shuts a user out and revokes all its tokens for good.");
        users
            .MapPost("/{user}/enable", EnableAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Lets a user in again; its tokens stay revoked.");
        users
            .MapDelete("/{user}", DeleteAsync)
            .Requires(PolicyAction.Administer)
            .WithSummary("Deletes a user with its tokens; what it did stays in the history.");
    }

    private static async Task<Results<Ok<UserPageDto>, ProblemHttpResult>> ListAsync(
        string? kind,
        [FromQuery(Name = "max_results")] int? maxResults,
        [FromQuery(Name = "page_token")] string? pageToken,
        UserStore store,
        HttpContext context
    )
    {
        if (
            !IdentityMapping.ParseKind(kind).Try(out var only, out var error)
            || !PageSize.Usual.Parse(maxResults).Try(out var size, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        var page = await store.ListAsync(only, size, pageToken, context.RequestAborted);
        return page.Answer(context, IdentityMapping.ToDto);
    }

    private static async Task<Results<Created<UserDto>, ProblemHttpResult>> CreateAsync(
        CreateUserDto request,
        UserStore store,
        HttpContext context
    )
    {
        const string Field = "description";
        if (
            !UserName.Parse(request.Name).Try(out var name, out var error)
            || !IdentityMapping.ParseKind(request.Kind).Try(out var kind, out error)
            || !Text.Parse(request.Description, Field, IdentityMapping.MaxDescription).Try(out var text, out error)
        )
        {
            return Problems.Refuse(context, error);
        }

        var created = await store.CreateAsync(name, kind ?? IdentityKind.Person, text ?? "", context.Caller());
        return created.AnswerCreated(
            context,
            user => $"/api/v1/users/{Uri.EscapeDataString(user.Name)}",
            IdentityMapping.ToDto
        );
    }

    private static async Task<Results<Ok<UserDto>, ProblemHttpResult>> GetAsync(
        string user,
        UserStore store,
        HttpContext context
    ) => (await store.GetAsync(user, context.RequestAborted)).Answer(context, IdentityMapping.ToDto);

    private static async Task<Results<Ok<UserDto>, ProblemHttpResult>> DisableAsync(
        string user,
        UserStore store,
        HttpContext context
    ) => (await store.DisableAsync(user, context.Caller())).Answer(context, IdentityMapping.ToDto);

    private static async Task<Results<Ok<UserDto>, ProblemHttpResult>> EnableAsync(
        string user,
        UserStore store,
        HttpContext context
    ) => (await store.EnableAsync(user, context.Caller())).Answer(context, IdentityMapping.ToDto);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string user,
        UserStore store,
        HttpContext context
    ) => (await store.DeleteAsync(user, context.Caller())).AnswerDone(context);
}
