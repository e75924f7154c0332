using System.Globalization;
using Gradus.Serving.Models;

namespace Gradus.Serving.Http;

/// <summary>Says with an answer which version gave it.</summary>
internal static class VersionHeaders
{
    public const string Version = "Gradus-Model-Version";
    public const string Digest = "Gradus-Model-Digest";

    public static void Add(HttpResponse response, ServedVersion version)
    {
        response.Headers[Version] = version.Number.ToString(CultureInfo.InvariantCulture);
        response.Headers[Digest] = version.Digest;
    }
}
