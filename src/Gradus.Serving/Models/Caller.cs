namespace Gradus.Serving.Models;

/// <summary>What decides which version answers a request. It stays the same while the request is asked again.</summary>
/// <param name="Header">A request header's value; null if it is not there.</param>
/// <param name="Luck">Drawn for this request, from [0, 1).</param>
/// <param name="Version">The version's number that was asked for; null for whichever it falls to.</param>
internal sealed record Caller(Func<string, string?> Header, double Luck, string? Version = null)
{
    /// <summary>Who sends a request.</summary>
    public static Caller Of(HttpRequest request, string? version = null)
    {
        var headers = request.Headers;
#pragma warning disable CA5394 // Nothing is kept secret by it.
        return new Caller(name => headers[name].ToString(), Random.Shared.NextDouble(), version);
#pragma warning restore CA5394
    }
}
