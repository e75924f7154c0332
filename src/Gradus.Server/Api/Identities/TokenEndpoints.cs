using System.Security.Cryptography;
using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Models;
using Gradus.Data.Identities;
using Gradus.Protocol.Identities;
using Gradus.Server.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Gradus.Server.Api.Identities;

/// <summary>/tokens: with which users show who they are. Everyone sees, makes and revokes their own.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens
            .MapGet("", ListAsync)
            .IsForEveryoneKnown()
            .WithSummary("The caller's tokens, newest first; with user those of a user, with everyone=true all.");
        tokens
            .MapPost("", CreateAsync)
            .IsForEveryoneKnown()
            .WithSummary("Makes a token, for the caller or for a user. Its secret is answered this once.");
        tokens.MapGet("/{id}", GetAsync).IsForEveryoneKnown().WithSummary("A token, without its secret.");
        tokens.MapPost("/{id}/revoke", RevokeAsync).IsForEveryoneKnown().WithSummary("Takes a token back for good.");
    }

    private static async Task<Results<Ok<TokenPageDto>, ProblemHttpResult>> ListAsync(
        string? user,
        bool? everyone,
        [FromQuery(Name = "max_results")] int? maxResults,
        [FromQuery(Name = "page_token")] string? pageToken,
        TokenStore store,
        HttpContext context
    )
    {
        var whose = everyone == true ? null : user ?? context.Caller().Actor;
        var refusal =
            everyone == true && user is not null ? Error.Invalid("Give 'user' or 'everyone', not both.", "everyone")
            : whose is null ? context.RequireAdministrator()
            : context.RequireSelfOrAdministrator(whose);
        if (refusal is not null || !PageSize.Usual.Parse(maxResults).Try(out var size, out refusal))
        {
            return Problems.Refuse(context, refusal);
        }

        var page = await store.ListAsync(whose, size, pageToken, context.RequestAborted);
        return page.Answer(context, IdentityMapping.ToDto);
    }

    private static async Task<Results<Created<CreatedTokenDto>, ProblemHttpResult>> CreateAsync(
        CreateTokenDto request,
        TokenStore store,
        HttpContext context
    )
    {
        if (request.User is not null && !UserName.Parse(request.User).Try(out _, out var wrong))
        {
            return Problems.Refuse(context, wrong);
        }

        var user = request.User ?? context.Caller().Actor;
        if (context.RequireSelfOrAdministrator(user) is { } refusal)
        {
            return Problems.Refuse(context, refusal);
        }

        var secret = TokenSecret.From(RandomNumberGenerator.GetBytes(TokenSecret.RandomBytes));
        if (!Read(request, user, secret).Try(out var asked, out var error))
        {
            return Problems.Refuse(context, error);
        }

        context.Response.Headers.CacheControl = "no-store";
        return (await store.CreateAsync(asked, context.Caller(), context.Caller().Identity?.Scope)).AnswerCreated(
            context,
            token => $"/api/v1/tokens/{token.Id}",
            token => new CreatedTokenDto(IdentityMapping.ToDto(token), secret.Text)
        );
    }

    private static async Task<Results<Ok<TokenDto>, ProblemHttpResult>> GetAsync(
        string id,
        TokenStore store,
        HttpContext context
    ) => (await FindAllowedAsync(id, store, context)).Answer(context, IdentityMapping.ToDto);

    private static async Task<Results<Ok<TokenDto>, ProblemHttpResult>> RevokeAsync(
        string id,
        TokenStore store,
        HttpContext context
    )
    {
        // Whose a token is never changes.
        var found = await FindAllowedAsync(id, store, context);
        return (found.IsOk ? await store.RevokeAsync(id, context.Caller()) : found).Answer(
            context,
            IdentityMapping.ToDto
        );
    }

    private static async Task<Result<Token>> FindAllowedAsync(string id, TokenStore store, HttpContext context) =>
        (await store.GetAsync(id, context.RequestAborted)).Then<Token>(token =>
            context.RequireSelfOrAdministrator(token.User) is { } refusal ? refusal : token
        );

    private static Result<NewToken> Read(CreateTokenDto request, string user, TokenSecret secret)
    {
        const string Field = "description";
        if (
            !TokenScope.Parse(request.Actions, request.Models).Try(out var scope, out var error)
            || !Text.Parse(request.Description, Field, IdentityMapping.MaxDescription).Try(out var text, out error)
        )
        {
            return error;
        }

        if (request.ExpiresAt < 0 || request.ExpiresAt > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return Error.Invalid("'expires_at' is not a time in Unix milliseconds.", "expires_at");
        }

        return new NewToken(
            Guid.CreateVersion7().ToString("N"),
            user,
            secret.Hash,
            text ?? "",
            scope,
            request.ExpiresAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null
        );
    }
}
