using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Policies;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Gradus.Server.Auth.Oidc;

/// <summary>Whom the claims of a valid token name.</summary>
internal static class ClaimsReading
{
    /// <summary>A service by its claims where the issuer has services, else a person with the groups that are known here.</summary>
    public static Result<Identity> Read(IssuerSettings issuer, JsonWebToken token)
    {
        if (issuer.Services is { Count: > 0 } services)
        {
            return
                services.FirstOrDefault(service => service.Claims.All(claim => Fits(token, claim.Key, claim.Value)))
                    is { } found
                ? new Identity(found.Name, IdentityKind.Service, found.Groups ?? [], null)
                : Refuse($"The token's claims fit no service that is known of {issuer.Issuer}.");
        }

        var name = UserName.Parse(ValuesOf(token, issuer.NameClaim).FirstOrDefault());
        return name.IsOk
            ? new Identity(name.Value.Value, IdentityKind.Person, [.. GroupsOf(issuer, token)], null)
            : Refuse($"The token's claim '{issuer.NameClaim}' names nobody: {name.Error.Message}");
    }

    private static IEnumerable<string> GroupsOf(IssuerSettings issuer, JsonWebToken token) =>
        ValuesOf(token, issuer.GroupsClaim)
            .Select(group => issuer.Groups?.GetValueOrDefault(group))
            .OfType<string>()
            .Distinct();

    private static bool Fits(JsonWebToken token, string claim, string pattern) =>
        ValuesOf(token, claim).Any(new NamePattern(pattern).Matches);

    private static IEnumerable<string> ValuesOf(JsonWebToken token, string claim) =>
        token.Claims.Where(one => one.Type == claim).Select(one => one.Value);

    private static Error Refuse(string message) => new(ErrorCode.Unauthenticated, message);
}
