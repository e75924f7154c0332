using System.Reflection;
using Gradus.Core.Errors;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api;

/// <summary>Refuses a query parameter that a route does not know: a misspelt filter would be passed over, and all be shown.</summary>
internal static class KnownQuery
{
    /// <summary>Holds every route of the group to the query parameters that its handler takes.</summary>
    public static RouteGroupBuilder RefuseUnknownQueries(this RouteGroupBuilder routes)
    {
        routes.AddEndpointFilterFactory(
            (handler, next) =>
            {
                string[] known = [.. handler.MethodInfo.GetParameters().SelectMany(NamesOf)];
                return invocation => CheckAsync(invocation, known, next);
            }
        );
        return routes;
    }

    private static async ValueTask<object?> CheckAsync(
        EndpointFilterInvocationContext invocation,
        string[] known,
        EndpointFilterDelegate next
    )
    {
        var context = invocation.HttpContext;
        var path = context.Request.RouteValues;
        var open = known.Where(name => !path.ContainsKey(name)).ToList();
        // As handlers are bound: without regard to case.
        return
            context.Request.Query.Keys.FirstOrDefault(key => !open.Contains(key, StringComparer.OrdinalIgnoreCase))
                is { } unknown
            ? Problems.Refuse(context, Refusal(unknown, open))
            : await next(invocation);
    }

    private static Error Refusal(string unknown, List<string> known) =>
        Error.Invalid(
            $"There is no query parameter '{unknown}' here.{Nearest.Hint(unknown, known)} "
                + (known.Count == 0 ? "None is taken." : $"Those there are: {string.Join(", ", known)}."),
            unknown
        );

    private static IEnumerable<string> NamesOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<AsParametersAttribute>() is not null
            ? parameter.ParameterType.GetConstructors().Single().GetParameters().SelectMany(NamesOf)
        : parameter.GetCustomAttribute<FromQueryAttribute>()?.Name is { } name ? [name]
        : IsText(parameter.ParameterType) ? [parameter.Name!]
        : [];

    private static bool IsText(Type type)
    {
        var element = type.IsArray ? type.GetElementType()! : type;
        var bare = Nullable.GetUnderlyingType(element) ?? element;
        return bare == typeof(string) || bare.IsPrimitive;
    }
}
