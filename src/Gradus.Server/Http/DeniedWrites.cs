using Gradus.Server.Auth;
using Gradus.Server.Hosting;

namespace Gradus.Server.Http;

/// <summary>
/// Writes down who was refused a change: in the log, which grows no ledger by what strangers send. Behind everything that may
/// refuse.
/// </summary>
internal static class DeniedWrites
{
    public static void UseDeniedWrites(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                await next(context);
                if (
                    context.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden
                    && !OriginGuard.IsSafe(context.Request.Method)
                )
                {
                    ServerLog.WriteDenied(
                        app.Logger,
                        context.FindAccess()?.Caller.Actor ?? "unknown",
                        context.Connection.RemoteIpAddress,
                        context.Request.Method,
                        context.Request.Path.ToUriComponent(),
                        context.Response.StatusCode,
                        context.TraceIdentifier
                    );
                }
            }
        );
}
