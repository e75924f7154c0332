using Gradus.Core;
using Gradus.Core.Approvals;
using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Core.Policies;
using Gradus.Data.Identities;
using Gradus.Data.Stages;
using Gradus.Protocol.Identities;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gradus.Server.Api.Identities;

/// <summary>/me and /users/{user}/permissions/{action}: who the caller is, and who may do what, by which rule.</summary>
internal static class AccessEndpoints
{
    public static void MapAccess(this RouteGroupBuilder api)
    {
        api.MapGet("/me", WhoAmI)
            .IsForEveryoneKnown()
            .WithTags("Users")
            .WithSummary("Who the server takes the caller for.");
        api.MapGet("/users/{user}/permissions/{action}", MayAsync)
            .IsForEveryoneKnown()
            .WithTags("Users")
            .WithSummary("Whether a user may do something with a model and in a stage, and by which rule.");
    }

    private static Ok<MeDto> WhoAmI(HttpContext context)
    {
        var caller = context.Caller();
        return TypedResults.Ok(
            new MeDto(
                caller.Actor,
                caller.Identity?.Kind.ToString().ToLowerInvariant() ?? "local",
                caller.Groups,
                caller.Identity?.Scope?.Actions ?? [],
                caller.Identity?.Scope?.Models ?? []
            )
        );
    }

    private static async Task<Results<Ok<PermissionDto>, ProblemHttpResult>> MayAsync(
        string user,
        string action,
        string? model,
        string? stage,
        UserStore users,
        StageStore stages,
        HttpContext context
    )
    {
        if (!PolicyActions.Words.TryGetValue(action, out var asked))
        {
            return Problems.Refuse(
                context,
                Error.Invalid(
                    $"'{action}' is no action. There are: {string.Join(", ", PolicyActions.Words.Keys)}.",
                    "action"
                )
            );
        }

        if (!Text.Parse(user, "user", 200).Try(out _, out var error))
        {
            return Problems.Refuse(context, error);
        }

        if (stage is not null && !(await stages.ListAsync(context.RequestAborted)).Get(stage).Try(out _, out error))
        {
            return Problems.Refuse(context, error);
        }

        return (await FindAsync(user, users, context)).Answer(
            context,
            who =>
            {
                var ruling = Ruling.Of(context.Access().Policy, who, asked, model, stage);
                var objection =
                    ruling.IsAllowed && asked == PolicyAction.Approve ? ApprovalCount.ObjectionTo(who) : null;
                return new PermissionDto(
                    user,
                    action,
                    model,
                    stage,
                    ruling.IsAllowed && objection is null,
                    objection ?? ruling.Rule
                );
            }
        );
    }

    // Of oneself with one's token's narrowing; of others, whom only administrators ask for, without.
    private static async Task<Result<Caller>> FindAsync(string user, UserStore users, HttpContext context)
    {
        var caller = context.Caller();
        if (caller.Actor == user)
        {
            return caller;
        }

        if (context.RequireAdministrator() is { } refusal)
        {
            return refusal;
        }

        return caller.Identity is null
            ? new Caller(user, caller.RequestId)
            : (await users.GetAsync(user, context.RequestAborted)).Then<Caller>(found =>
                found.DisabledAt is null
                    ? new Caller(user, caller.RequestId)
                    {
                        Identity = new Identity(found.Name, found.Kind, found.Groups, TokenScope.Whole),
                    }
                    : Error.Conflict($"User '{user}' is disabled, and may do nothing.", user)
            );
    }
}
