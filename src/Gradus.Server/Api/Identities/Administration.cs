using Gradus.Core.Errors;
using Gradus.Server.Http;

namespace Gradus.Server.Api.Identities;

/// <summary>Who may decide who else is there.</summary>
internal static class Administration
{
    /// <summary>Why the caller may not; null if it may. A registry in local use trusts whoever reaches it.</summary>
    public static Error? RequireAdministrator(this HttpContext context)
    {
        _ = context;
        return null;
    }

    /// <summary>As <see cref="RequireAdministrator"/>, for what people may do for themselves.</summary>
    public static Error? RequireSelfOrAdministrator(this HttpContext context, string user) =>
        context.Caller().Actor == user ? null : context.RequireAdministrator();

    /// <summary>Lets nobody but administrators to the routes of a group.</summary>
    public static RouteGroupBuilder OnlyForAdministrators(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter(
            async (invocation, next) =>
                invocation.HttpContext.RequireAdministrator() is { } refusal
                    ? Problems.Refuse(invocation.HttpContext, refusal)
                    : await next(invocation)
        );
}
