using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gradus.Server.Auth.Oidc;

/// <summary>One issuer, with the keys that it publishes: read when they are first needed, again each hour, and when a key is not among them.</summary>
internal sealed class TrustedIssuer(IssuerSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    // Whoever makes up keys does not make the issuer answer as often.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private static readonly string[] Algorithms =
    [
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
        "ES256",
        "ES384",
        "ES512",
    ];

    private readonly HttpDocumentRetriever _documents = new()
    {
        RequireHttps = settings.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase),
    };

    private volatile Published? _published;

    /// <summary>What is known of it.</summary>
    public IssuerSettings Settings => settings;

    /// <summary>The token, if it is a valid one of this issuer; null otherwise.</summary>
    public async Task<JsonWebToken?> ValidateAsync(
        JsonWebTokenHandler handler,
        string text,
        Func<DateTime?, DateTime?, bool> isInItsTime,
        CancellationToken cancellationToken
    )
    {
        var result = await handler.ValidateTokenAsync(
            text,
            Parameters(await ReadAsync(Most, cancellationToken), isInItsTime)
        );
        if (result.Exception is SecurityTokenInvalidSignatureException)
        {
            var anew = await ReadAsync(Least, cancellationToken);
            result = await handler.ValidateTokenAsync(text, Parameters(anew, isInItsTime));
        }

        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;
    }

    private async Task<Published> ReadAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        if (_published is { } known && time.GetElapsedTime(known.ReadAt) < age)
        {
            return known;
        }

        var readAt = time.GetTimestamp();
        var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(
            $"{settings.Issuer.TrimEnd('/')}/.well-known/openid-configuration",
            _documents,
            cancellationToken
        );
        return _published = new Published([.. configuration.SigningKeys], readAt);
    }

    private TokenValidationParameters Parameters(Published published, Func<DateTime?, DateTime?, bool> isInItsTime) =>
        new()
        {
            ValidIssuer = settings.Issuer,
            ValidAudience = settings.Audience,
            IssuerSigningKeys = published.Keys,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            ValidAlgorithms = Algorithms,
            LifetimeValidator = (from, until, _, _) => isInItsTime(from, until),
        };

    private sealed record Published(IReadOnlyList<SecurityKey> Keys, long ReadAt);
}
