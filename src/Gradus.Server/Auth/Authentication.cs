using System.Net;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Data.Identities;
using Gradus.Server.Auth.Oidc;

namespace Gradus.Server.Auth;

/// <summary>
/// Says who sends a request. While the registry has no users, whoever is on its own machine is who they say they are; from
/// the first user on every request needs a credential: a token, or one of an issuer that the registry trusts.
/// </summary>
internal sealed class Authentication(
    TokenStore tokens,
    UserStore users,
    WorkerSecret workers,
    TrustedIssuers issuers,
    FailedGuesses guesses
)
{
    private const string ActorHeader = "Gradus-Actor";
    private const int MaxActorLength = 200;

    // What a proxy adds: the request comes from elsewhere, though its connection does not.
    private static readonly string[] ForwardingHeaders = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    /// <summary>The caller, or why it is let in no further.</summary>
    public async Task<Result<Caller>> AuthenticateAsync(HttpContext context)
    {
        if (Credential.Read(context.Request) is not { } credential)
        {
            return Refuse("The Authorization header is neither HTTP Basic nor Bearer.");
        }

        var isLocal = IsFromHere(context) && !await users.HasPeopleAsync(context.RequestAborted);
        if (credential.Secret.Length == 0 || (isLocal && !IsKnownForm(credential.Secret)))
        {
            return isLocal
                ? new Caller(NameIn(context, credential), context.TraceIdentifier)
                : Refuse(await SayWhatIsMissingAsync(context));
        }

        return await AdmitAsync(context, credential);
    }

    // A wrong credential is never taken for none.
    private async Task<Result<Caller>> AdmitAsync(HttpContext context, Credential credential)
    {
        var address = context.Connection.RemoteIpAddress;
        if (guesses.FindPause(address) is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
            return new Error(ErrorCode.TooBusy, "Too many wrong credentials came from this address; try again later.");
        }

        var found = await FindAsync(credential, context.RequestAborted);
        if (found.Try(out var identity, out var error))
        {
            return new Caller(identity.Name, context.TraceIdentifier) { Identity = identity };
        }

        guesses.Note(address);
        return error;
    }

    private async Task<Result<Identity>> FindAsync(Credential credential, CancellationToken cancellationToken)
    {
        var secret = credential.Secret;
        if (workers.Find(secret) is { } worker)
        {
            return worker;
        }

        var found =
            TrustedIssuers.IsJwt(secret) ? await issuers.FindIdentityAsync(secret, cancellationToken)
            : TokenSecret.Parse(secret).Try(out var token, out var malformed)
                ? await tokens.FindIdentityAsync(token.Hash, cancellationToken)
            : malformed;
        return found.Then<Identity>(identity =>
            credential.User.Length == 0 || credential.User == identity.Name
                ? identity
                : Refuse($"The token is not one of '{credential.User}'.")
        );
    }

    private async Task<string> SayWhatIsMissingAsync(HttpContext context) =>
        await users.HasPeopleAsync(context.RequestAborted)
            ? "This registry asks who you are: send a token, as Bearer or as the password of HTTP Basic "
                + "(MLFLOW_TRACKING_TOKEN, or GRADUS_TOKEN for gradus)."
            : "This registry has no users yet, and without a token it serves only its own machine.";

    // On one's own machine any password does, as long as it does not look like a credential.
    private static bool IsKnownForm(string secret) =>
        secret.StartsWith(TokenSecret.Prefix, StringComparison.Ordinal)
        || secret.StartsWith("worker_", StringComparison.Ordinal)
        || TrustedIssuers.IsJwt(secret);

    /// <summary>Whether a request comes from this machine itself, and not by a proxy on it.</summary>
    public static bool IsFromHere(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && !ForwardingHeaders.Any(context.Request.Headers.ContainsKey);

    // Nobody is taken for the registry by calling themselves like it.
    private static string NameIn(HttpContext context, Credential credential)
    {
        var named = context.Request.Headers[ActorHeader].ToString();
        var actor = named.Length > 0 ? named : credential.User;
        var isName =
            actor is { Length: > 0 and <= MaxActorLength } && Text.IsPrintable(actor) && !Caller.IsReserved(actor);
        return isName ? actor : Caller.Nobody;
    }

    private static Error Refuse(string message) => new(ErrorCode.Unauthenticated, message);
}
