using System.Net.Http.Headers;
using System.Text;

namespace Gradus.Server.Auth;

/// <summary>What a request shows to say who sends it: HTTP Basic or Bearer, as MLflow's clients send them.</summary>
/// <param name="User">The name given with it; empty for none.</param>
/// <param name="Secret">The token; empty for none.</param>
internal readonly record struct Credential(string User, string Secret)
{
    /// <summary>None at all.</summary>
    public static Credential None { get; } = new("", "");

    /// <summary>Reads the Authorization header; null if it is there and means nothing.</summary>
    public static Credential? Read(HttpRequest request)
    {
        var text = request.Headers.Authorization.ToString();
        if (text.Length == 0)
        {
            return None;
        }

        return AuthenticationHeaderValue.TryParse(text, out var header) && header.Parameter is { } parameter
            ? header.Scheme.ToUpperInvariant() switch
            {
                "BEARER" => new Credential("", parameter),
                "BASIC" => ReadBasic(parameter),
                _ => null,
            }
            : null;
    }

    private static Credential? ReadBasic(string parameter)
    {
        var decoded = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, decoded, out var length))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(decoded, 0, length).Split(':', 2);
        return new Credential(parts[0], parts.Length > 1 ? parts[1] : "");
    }
}
