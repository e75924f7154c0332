using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Policies;
using Gradus.Core.Requests;
using Gradus.Server.Http;

namespace Gradus.Server.Auth;

/// <summary>What the caller of one request may see and do.</summary>
/// <param name="Caller">Who.</param>
/// <param name="Policy">The policy in force.</param>
internal sealed record Access(Caller Caller, Policy Policy)
{
    /// <summary>Whether some models are kept from the caller.</summary>
    public bool IsLimited { get; } = Ruling.LimitsReading(Policy, Caller);

    /// <summary>Why the caller may not; null if it may.</summary>
    public Error? Forbids(PolicyAction action, string? model = null) => Policy.Forbids(Caller, action, model);

    /// <summary>Whether the caller may see a model.</summary>
    public bool MayRead(string model) => !IsLimited || Ruling.Of(Policy, Caller, PolicyAction.Read, model).IsAllowed;

    /// <summary>Whether the caller may see every model.</summary>
    public bool MayReadAll =>
        !IsLimited
        || (
            Caller.Identity?.Scope is not { Models.Count: > 0 }
            && Policy.Grants.Any(grant =>
                grant.Actions.Contains(PolicyAction.Read)
                && grant.Models.Contains(NamePattern.Any)
                && grant.To.Any(to => to == "*" || Policy.Is(Caller.Actor, Caller.Groups, to))
            )
        );
}

/// <summary>Lets requests in, or not: the one place that every route's requirement is looked at.</summary>
internal static class AccessControl
{
    private static readonly object Key = new();

    /// <summary>What the caller of this request may.</summary>
    public static Access Access(this HttpContext context) => (Access)context.Items[Key]!;

    /// <summary>The same; null on a route that is open to everyone.</summary>
    public static Access? FindAccess(this HttpContext context) => (Access?)context.Items[Key];

    /// <summary>The caller of a request, for the history.</summary>
    public static Caller Caller(this HttpContext context) => context.Access().Caller;

    /// <summary>From now on what the request does is kept under a key.</summary>
    public static void CarryOutUnder(this HttpContext context, RequestKey key)
    {
        var access = context.Access();
        context.Items[Key] = access with { Caller = access.Caller with { Key = key } };
    }

    public static void UseAccessControl(this WebApplication app)
    {
        var authentication = app.Services.GetRequiredService<Authentication>();
        var policy = app.Services.GetRequiredService<PolicyInForce>();
        app.Use(
            async (context, next) =>
            {
                var requirement = context.GetEndpoint()?.Metadata.GetMetadata<Requirement>();
                if (requirement is { IsPublic: true })
                {
                    await next(context);
                    return;
                }

                // Also what is not there is told to nobody unknown.
                if (!(await authentication.AuthenticateAsync(context)).Try(out var caller, out var error))
                {
                    await RefuseAsync(context, error);
                    return;
                }

                var access = new Access(caller, await policy.GetAsync(context.RequestAborted));
                context.Items[Key] = access;
                if (requirement is not null && FindObjection(context, access, requirement) is { } objection)
                {
                    await RefuseAsync(context, objection);
                    return;
                }

                await next(context);
            }
        );
    }

    /// <summary>Why a request's route is not open to its caller for this model; null if it is.</summary>
    public static Error? FindObjection(this HttpContext context, string model) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Requirement>()?.AtTheDoor is { } action
            ? context.Access().FindObjection(action, model)
            : null;

    private static Error? FindObjection(HttpContext context, Access access, Requirement requirement)
    {
        if (requirement.AtTheDoor is not { } action)
        {
            return null;
        }

        if (requirement.OfAll && !access.MayReadAll)
        {
            return new Error(
                ErrorCode.Forbidden,
                $"'{access.Caller.Actor}' may read some models only, and this shows all of them.",
                access.Caller.Actor
            );
        }

        return access.FindObjection(action, context.GetRouteValue(Requirement.ModelKey) as string);
    }

    // A model that one may not see is not there.
    private static Error? FindObjection(this Access access, PolicyAction action, string? model) =>
        model is not null && !access.MayRead(model) ? Error.ModelNotFound(model) : access.Forbids(action, model);

    private static Task RefuseAsync(HttpContext context, Error error)
    {
        var status = error.Code switch
        {
            ErrorCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            ErrorCode.Forbidden => StatusCodes.Status403Forbidden,
            ErrorCode.TooBusy => StatusCodes.Status429TooManyRequests,
            ErrorCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status404NotFound,
        };
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.Append("WWW-Authenticate", "Basic realm=\"Gradus\", charset=\"UTF-8\"");
            context.Response.Headers.Append("WWW-Authenticate", "Bearer realm=\"Gradus\"");
        }

        return ErrorAnswers.WriteAsync(context, status, error);
    }
}
