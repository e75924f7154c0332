using Gradus.Core.Errors;
using Gradus.Data.Search;

namespace Gradus.Server.Api;

/// <summary>Lets who types an id leave its end out, as long as it is still clear which one is meant.</summary>
internal static class IdPrefixes
{
    private const string Parameter = "id";
    private const int Shortest = 8;
    private const int Whole = 32;

    /// <summary>Takes the beginning of an id for the id, in every route of the group that has one.</summary>
    public static RouteGroupBuilder TakeIdPrefixes(this RouteGroupBuilder routes, Identified kind)
    {
        routes.AddEndpointFilterFactory(
            (handler, next) =>
            {
                var at = Array.FindIndex(handler.MethodInfo.GetParameters(), one => one.Name == Parameter);
                return at < 0 ? next : invocation => CompleteAsync(invocation, at, kind, next);
            }
        );
        return routes;
    }

    private static async ValueTask<object?> CompleteAsync(
        EndpointFilterInvocationContext invocation,
        int at,
        Identified kind,
        EndpointFilterDelegate next
    )
    {
        if (invocation.Arguments[at] is string { Length: >= Shortest and < Whole } prefix && prefix.All(IsDigit))
        {
            var context = invocation.HttpContext;
            var store = context.RequestServices.GetRequiredService<IdPrefixStore>();
            var found = await store.ListAsync(kind, prefix, context.RequestAborted);
            if (found.Count > 1)
            {
                return Problems.Refuse(
                    context,
                    Error.Invalid(
                        $"Several ids begin with '{prefix}': {string.Join(", ", found)}. Write more of the one you mean.",
                        Parameter
                    )
                );
            }

            invocation.Arguments[at] = found.Count == 1 ? found[0] : prefix;
        }

        return await next(invocation);
    }

    private static bool IsDigit(char c) => char.IsAsciiHexDigitLower(c);
}
