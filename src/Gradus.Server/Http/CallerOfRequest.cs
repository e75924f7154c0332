using System.Net.Http.Headers;
using System.Text;
using Gradus.Core;
using Gradus.Core.Models;

namespace Gradus.Server.Http;

/// <summary>Who asks, and under which id. Until the registry has users, a name is what the client says it is.</summary>
internal static class CallerOfRequest
{
    private const string RequestIdHeader = "X-Request-Id";
    private const string ActorHeader = "Gradus-Actor";
    private const int MaxActorLength = 200;

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

    /// <summary>The caller of a request, for the history.</summary>
    public static Caller Caller(this HttpContext context) => new(Actor(context), context.TraceIdentifier);

    private static string Actor(HttpContext context)
    {
        var named = context.Request.Headers[ActorHeader].ToString();
        var actor = named.Length > 0 ? named : BasicUser(context.Request.Headers.Authorization.ToString());
        return actor is { Length: > 0 and <= MaxActorLength } && Text.IsPrintable(actor) ? actor : "anonymous";
    }

    // MLflow's clients send MLFLOW_TRACKING_USERNAME this way.
    private static string BasicUser(string authorization)
    {
        if (
            !AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            || header.Parameter is null
        )
        {
            return "";
        }

        var decoded = new byte[header.Parameter.Length];
        return Convert.TryFromBase64String(header.Parameter, decoded, out var length)
            ? Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2)[0]
            : "";
    }
}
