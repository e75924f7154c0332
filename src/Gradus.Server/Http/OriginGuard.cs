using System.Net;
using Gradus.Core.Errors;
using Gradus.Server.Hosting;

namespace Gradus.Server.Http;

/// <summary>
/// Keeps web pages of other sites away: a request must name a host that this server goes by (or a page could reach it under
/// a name of its own: DNS rebinding), and a browser's write must come from this server's own pages.
/// </summary>
internal static class OriginGuard
{
    public static void UseOriginGuard(this WebApplication app, ServerOptions options) =>
        app.Use(
            (context, next) =>
            {
                var request = context.Request;
                if (!IsOwnName(request.Host.Host, options))
                {
                    return Refuse(context, $"This server does not answer for the host '{request.Host.Host}'.");
                }

                var origin = request.Headers.Origin.ToString();
                if (origin.Length > 0 && !IsSafe(request.Method) && origin != $"{request.Scheme}://{request.Host}")
                {
                    return Refuse(context, $"Cross-origin request from '{origin}' blocked.");
                }

                return next(context);
            }
        );

    private static bool IsOwnName(string host, ServerOptions options) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
        || options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a method changes nothing (RFC 9110, 9.2.1).</summary>
    public static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static Task Refuse(HttpContext context, string message) =>
        ErrorAnswers.WriteAsync(context, StatusCodes.Status403Forbidden, new Error(ErrorCode.Forbidden, message));
}
