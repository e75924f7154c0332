using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Data.Identities;
using Microsoft.IdentityModel.JsonWebTokens;
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
        _issuers = issuers.ToDictionary(
            issuer => issuer.Issuer,
            issuer => new TrustedIssuer(issuer, time),
            StringComparer.Ordinal
        );
        _users = users;
        _time = time;
    }

    /// <summary>Whether a credential has the form of such a token.</summary>
    public static bool IsJwt(string secret) =>
        secret.Count(c => c == '.') == 2 && secret.StartsWith("ey", StringComparison.Ordinal);

    /// <summary>Whom a token stands for, or why it lets nobody in.</summary>
    public async Task<Result<Identity>> FindIdentityAsync(string text, CancellationToken cancellationToken)
    {
        if (!_issuers.TryGetValue(IssuerIn(text), out var issuer))
        {
            return Refuse("The token is of no issuer that this registry trusts.");
        }

        JsonWebToken? token;
        try
        {
            token = await issuer.ValidateAsync(_handler, text, IsInItsTime, cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            return new Error(
                ErrorCode.Unavailable,
                $"The keys of {issuer.Settings.Issuer} cannot be read now; try again."
            );
        }

        if (token is null)
        {
            return Refuse(
                $"The token of {issuer.Settings.Issuer} is not valid here: its signature, audience or time is wrong."
            );
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
            : identity with { Groups = [.. identity.Groups.Union(known.Value.Groups)] };
    }

    // Not believed: it only says whose keys to look at.
    private string IssuerIn(string text)
    {
        try
        {
            return _handler.CanReadToken(text) ? _handler.ReadJsonWebToken(text).Issuer : "";
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return "";
        }
    }

    private bool IsInItsTime(DateTime? from, DateTime? until)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return until is { } end && now - Skew < end && (from is not { } begin || now + Skew > begin);
    }

    private static Error Refuse(string message) => new(ErrorCode.Unauthenticated, message);
}
