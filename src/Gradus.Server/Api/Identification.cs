using Gradus.Core.Errors;
using Gradus.Data.Search;
using Gradus.Server.Auth;

namespace Gradus.Server.Api;

/// <summary>
/// Finds what an id names, for those who may see it: what is about a model that one may not see is not there. Who types an id
/// may leave its end out, as long as it is still clear which one is meant.
/// </summary>
internal static class Identification
{
    private const string Parameter = "id";
    private const int Shortest = 8;
    private const int Whole = 32;

    /// <summary>Takes the id, or its beginning, in every route of the group that has one.</summary>
    public static RouteGroupBuilder TakeIdsOf(this RouteGroupBuilder routes, Identified kind)
    {
        routes.AddEndpointFilterFactory(
            (handler, next) =>
            {
                var at = Array.FindIndex(handler.MethodInfo.GetParameters(), one => one.Name == Parameter);
                return at < 0 ? next : invocation => FindAsync(invocation, at, kind, next);
            }
        );
        return routes;
    }

    private static async ValueTask<object?> FindAsync(
        EndpointFilterInvocationContext invocation,
        int at,
        Identified kind,
        EndpointFilterDelegate next
    )
    {
        var context = invocation.HttpContext;
        var access = context.Access();
        if (invocation.Arguments[at] is not string id || !NeedsALook(id, access))
        {
            return
                invocation.Arguments[at] is string { Length: < Shortest } beginning
                && beginning.All(char.IsAsciiHexDigitLower)
                ? Problems.Refuse(context, TooShort(beginning))
                : await next(invocation);
        }

        var store = context.RequestServices.GetRequiredService<IdentifiedStore>();
        var found = await store.ListAsync(kind, id, context.RequestAborted);
        var seen = found.Where(one => one.Model is not { } model || access.MayRead(model)).ToList();
        if (seen.Count > 1)
        {
            return Problems.Refuse(context, Ambiguous(id, seen));
        }

        if (seen.Count == 0 && found.Count > 0)
        {
            return Problems.Refuse(context, NotFound(kind, id));
        }

        invocation.Arguments[at] = seen.Count == 1 ? seen[0].Id : id;
        return await next(invocation);
    }

    private static bool NeedsALook(string id, Access access) =>
        id.All(char.IsAsciiHexDigitLower)
        && (id.Length is >= Shortest and < Whole || (id.Length == Whole && access.IsLimited));

    private static Error TooShort(string id) =>
        Error.Invalid($"'{id}' is no id: write all of it, or at least its first {Shortest} characters.", Parameter);

    private static Error Ambiguous(string prefix, IEnumerable<IdentifiedRow> found) =>
        Error.Invalid(
            $"Several ids begin with '{prefix}': {string.Join(", ", found.Select(one => one.Id))}. Write more of the one you mean.",
            Parameter
        );

    private static Error NotFound(Identified kind, string id) =>
        kind switch
        {
            Identified.Promotion => Error.PromotionNotFound(id),
            Identified.Hold => Error.HoldNotFound(id),
            _ => Error.WaiverNotFound(id),
        };
}
