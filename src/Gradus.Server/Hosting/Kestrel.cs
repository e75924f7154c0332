using System.Net;

namespace Gradus.Server.Hosting;

/// <summary>How the web server listens and what it lets in.</summary>
internal static class Kestrel
{
    /// <summary>The largest JSON body, in bytes. Artifact uploads have no limit but the disk.</summary>
    public const long MaxJsonBody = 10 * 1024 * 1024;

    public static void ConfigureGradusKestrel(this IWebHostBuilder host, ServerOptions options) =>
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxJsonBody;
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
            kestrel.Listen(AddressOf(options), options.Port);
        });

    /// <summary>Where it listens.</summary>
    public static IPAddress AddressOf(ServerOptions options) =>
        options.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(options.Host);
}
