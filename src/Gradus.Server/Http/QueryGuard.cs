using Gradus.Core.Errors;

namespace Gradus.Server.Http;

/// <summary>
/// Refuses NUL characters in queries, in one place: no name of the registry has one, and PostgreSQL cannot even compare
/// them. The web server itself refuses them in paths, and the types of the domain in bodies.
/// </summary>
internal static class QueryGuard
{
    public static void UseQueryGuard(this WebApplication app) =>
        app.Use(
            (context, next) =>
                context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
                    ? ErrorAnswers.WriteAsync(
                        context,
                        StatusCodes.Status400BadRequest,
                        Error.Invalid("The query holds a NUL character.")
                    )
                    : next(context)
        );
}
