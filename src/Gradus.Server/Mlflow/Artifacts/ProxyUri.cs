using Gradus.Core.Artifacts;
using Gradus.Core.Errors;

namespace Gradus.Server.Mlflow.Artifacts;

/// <summary>URIs of the artifact proxy: mlflow-artifacts:/path, without a host, mean this server's artifact tree.</summary>
internal static class ProxyUri
{
    private const string Scheme = "mlflow-artifacts:";

    /// <summary>The path that a URI means; refused if it means none of this server's.</summary>
    public static Result<ArtifactPath> ParsePath(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return Error.Invalid($"'{uri}' is no {Scheme} URI.", "source");
        }

        var path = uri.AsSpan(Scheme.Length);
        var isHere = path.StartsWith('/') && (!path.StartsWith("//") || path.StartsWith("///"));
        return isHere
            ? ArtifactPath.Parse(path.Trim('/').ToString())
            : Error.Invalid($"'{uri}' names a host.", "source");
    }
}
