namespace Gradus.Server.Http;

/// <summary>What every answer tells a browser: not to guess what it is, not to run or frame it, not to say where it came from.</summary>
internal static class AnswerHeaders
{
    // Pages bring their own scripts; all else is data.
    private const string OfData = "default-src 'none'; frame-ancestors 'none'";
    private const string OfPages = "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    public static void UseAnswerHeaders(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(Complete, context.Response);
                return next(context);
            }
        );

    private static Task Complete(object state)
    {
        var response = (HttpResponse)state;
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            var isPage = response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;
            headers.ContentSecurityPolicy = isPage ? OfPages : OfData;
        }

        return Task.CompletedTask;
    }
}
