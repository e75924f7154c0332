namespace Gradus.Server.Http;

/// <summary>Under which id a request is known.</summary>
internal static class RequestIds
{
    private const string RequestIdHeader = "X-Request-Id";

    /// <summary>Gives every request an id and answers it as X-Request-Id.</summary>
    public static void UseRequestIds(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.TraceIdentifier = Guid.CreateVersion7().ToString("N");
                context.Response.Headers[RequestIdHeader] = context.TraceIdentifier;
                return next(context);
            }
        );
}
