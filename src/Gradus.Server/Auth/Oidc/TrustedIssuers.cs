using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Data.Identities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gradus.Server.Auth.Oidc;

/// <summary>
/// Checks OIDC tokens: by an issuer that is trusted, for its audience, signed by a key that it publishes, in its time. Whom
/// the token names may be a user of the registry too: then its groups there count as well, and if it is disabled it stays out.
/// </summary>
internal sealed class TrustedIssuers
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, TrustedIssuer> _issuers;
    private readonly UserStore _users;
    private readonly TimeProvider _time;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    public TrustedIssuers(IReadOnlyList<IssuerSettings> issuers, UserStore users, TimeProvider time)
    {
        _issuers = issuers.ToDictionary(issuer => issuer.Issuer, issuer => new TrustedIssuer(issuer), StringComparer.Ordinal);
        _users = users;
        _time = time;
    }

    /// <summary>Whether a credential has the form of such a token.</summary>
    public static bool IsJwt(string secret) => secret.Count(c => c == '.') == 2 && secret.StartsWith("ey", StringComparison.Ordinal);

    /// <summary>Whom a token stands for, or why it lets nobody in.</summary>
    public async Task<Result<Identity>> FindIdentityAsync(string text, CancellationToken cancellationToken)
    {
        if (!_handler.CanReadToken(text) || !_issuers.TryGetValue(_handler.ReadJsonWebToken(text).Issuer, out var issuer))
        {
            return Refuse("The token is of no issuer that this registry trusts.");
        }

        if (await issuer.ValidateAsync(_handler, text, IsInItsTime, cancellationToken) is not { } token)
        {
            return Refuse($"The token of {issuer.Settings.Issuer} is not valid here: its signature, audience or time is wrong.");
        }

        var found = ClaimsReading.Read(issuer.Settings, token);
        return found.Try(out var identity, out var error) ? await JoinAsync(identity, cancellationToken) : error;
    }

    private async Task<Result<Identity>> JoinAsync(Identity identity, CancellationToken cancellationToken)
    {
        var known = await _users.GetAsync(identity.Name, cancellationToken);
        return !known.IsOk ? identity
            : known.Value.DisabledAt is not null ? Refuse($"User '{identity.Name}' is disabled.")
            : known.Value.Kind != identity.Kind
                ? Refuse($"'{identity.Name}' is known here as a {known.Value.Kind.ToString().ToLowerInvariant()}.")
            : identity with
            {
                Groups = [.. identity.Groups.Union(known.Value.Groups)],
            };
    }

    private bool IsInItsTime(DateTime? from, DateTime? until)
    {
        var now = _time.GetUtcNow();
        return until is { } end && now < end + Skew && (from is not { } begin || now > begin - Skew);
    }

    private static Error Refuse(string message) => new(ErrorCode.Unauthenticated, message);
}

/// <summary>One issuer, with the keys that it publishes.</summary>
internal sealed class TrustedIssuer(IssuerSettings settings)
{
    private readonly ConfigurationManager<OpenIdConnectConfiguration> _keys = new(
        $"{settings.Issuer.TrimEnd('/')}/.well-known/openid-configuration",
        new OpenIdConnectConfigurationRetriever(),
        new HttpDocumentRetriever { RequireHttps = settings.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase) }
    );

    public IssuerSettings Settings => settings;

    /// <summary>The token, if it is a valid one of this issuer; null otherwise.</summary>
    public async Task<JsonWebToken?> ValidateAsync(
        JsonWebTokenHandler handler,
        string text,
        Func<DateTime?, DateTime?, bool> isInItsTime,
        CancellationToken cancellationToken
    )
    {
        var result = await TryAsync();
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The issuer may have changed its keys since they were read.
            _keys.RequestRefresh();
            result = await TryAsync();
        }

        return result.IsValid ? (JsonWebToken)result.SecurityToken : null;

        async Task<TokenValidationResult> TryAsync()
        {
            var published = await _keys.GetConfigurationAsync(cancellationToken);
            return await handler.ValidateTokenAsync(
                text,
                new TokenValidationParameters
                {
                    ValidIssuer = settings.Issuer,
                    ValidAudience = settings.Audience,
                    IssuerSigningKeys = published.SigningKeys,
                    RequireSignedTokens = true,
                    ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
                    LifetimeValidator = (from, until, _, _) => isInItsTime(from, until),
                }
            );
        }
    }
}
