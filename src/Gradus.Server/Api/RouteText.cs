namespace Gradus.Server.Api;

/// <summary>Reads what the web server left encoded in a path: it decodes everything once, except slashes.</summary>
internal static class RouteText
{
    /// <summary>
    /// The value with its encoded slashes. For values that cannot hold a '%' themselves, so that nothing is decoded twice.
    /// </summary>
    public static string Slashes(string value) => value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
