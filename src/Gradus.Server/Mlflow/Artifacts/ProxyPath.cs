using System.Globalization;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>
/// The artifact's path in a request's own path, as the client sent it. The web server resolves "..", decodes "%5c" and hides
/// what was there; here the bytes on the wire are looked at instead, decoded once, and refused if they are not a plain path.
/// </summary>
internal static class ProxyPath
{
    private static readonly string[] Prefixes = ["/api/2.0/mlflow-artifacts/", "/ajax-api/2.0/mlflow-artifacts/"];
    private static readonly string[] Collections = ["artifacts/", "mpu/create/", "mpu/complete/", "mpu/abort/"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses every request below the proxy whose path is not plain, wherever the web server would route it.</summary>
    public static void UseProxyPaths(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                var target = TargetOf(context);
                var isProxied = Array.Exists(Prefixes, prefix => target.StartsWith(prefix, StringComparison.Ordinal));
                return isProxied && FindInside(target) is { } inside && !Read(inside).Try(out _, out var error)
                    ? MlflowErrors.Refuse(error).ExecuteAsync(context)
                    : next(context);
            }
        );

    /// <summary>The path of the artifact that a request names.</summary>
    public static Result<ArtifactPath> Of(HttpContext context) => Read(FindInside(TargetOf(context)) ?? "");

    private static Result<ArtifactPath> Read(string inside) => ArtifactPath.Parse(Decode(inside));

    // Decodes once. Null, which is no path, if the bytes are no UTF-8: an overlong form could be read as "..".
    private static string? Decode(string inside)
    {
        var bytes = new List<byte>(inside.Length);
        for (var i = 0; i < inside.Length; i++)
        {
            if (
                inside[i] == '%'
                && i + 2 < inside.Length
                && byte.TryParse(inside.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var value)
            )
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                // The web server lets only ASCII into a request line.
                bytes.Add((byte)inside[i]);
            }
        }

        try
        {
            return Utf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // What follows "…/artifacts/"; null if the target is of another form, e.g. the listing's.
    private static string? FindInside(string target)
    {
        foreach (var prefix in Prefixes.Where(prefix => target.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var rest = target[prefix.Length..];
            var collection = Array.Find(Collections, name => rest.StartsWith(name, StringComparison.Ordinal));
            return collection is null ? null : rest[collection.Length..];
        }

        return null;
    }

    private static string TargetOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
        {
            var path = target.IndexOf('/', scheme + 3);
            target = path < 0 ? "/" : target[path..];
        }

        return target.Split('?', 2)[0];
    }
}
