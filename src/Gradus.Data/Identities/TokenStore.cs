using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Identities;
using Gradus.Core.Ledger;
using Gradus.Core.Search;
using Gradus.Data.Ledger;

namespace Gradus.Data.Identities;

/// <summary>Tokens: making and revoking them, and telling whom one stands for.</summary>
public sealed class TokenStore(Database database, TimeProvider time)
{
    private const string FindSql = $"""
        SELECT {TokenRows.Columns} FROM tokens t
        WHERE t.id = @id
        """;

    private const string ListSql = $"""
        SELECT {TokenRows.Columns} FROM tokens t
        WHERE (@user = '' OR t.user_name = @user)
          AND (t.created_at < @before OR (t.created_at = @before AND t.id < @before_id))
        ORDER BY t.created_at DESC, t.id DESC
        LIMIT @limit
        """;

    private const string RevokeSql = """
        UPDATE tokens SET revoked_at = @now
        WHERE id = @id AND revoked_at IS NULL
        """;

    private readonly TokenUses _uses = new(database);

    /// <summary>Makes a token for a user who is not shut out.</summary>
    /// <param name="token">The token.</param>
    /// <param name="caller">Who makes it.</param>
    /// <param name="within">What the caller's own credential is narrowed to: the new one may not be wider.</param>
    public Task<Result<Token>> CreateAsync(NewToken token, Caller caller, TokenScope? within = null) =>
        database.ChangeIdentitiesAsync<Token>(
            caller,
            LedgerAction.TokenCreate,
            Subjects.Token(token.Id),
            async session =>
            {
                if (within?.Contains(token.Scope) == false)
                {
                    return new Error(
                        ErrorCode.Forbidden,
                        "Your own token is narrowed, and makes no wider one: give a scope and models within its own.",
                        token.User
                    );
                }

                if (!(await session.GetUserAsync(token.User)).Try(out var user, out var error))
                {
                    return error;
                }

                if (user.DisabledAt is not null)
                {
                    return Error.Conflict($"User '{user.Name}' is disabled; enable it first.", user.Name);
                }

                if (token.ExpiresAt <= session.Now)
                {
                    return Error.Invalid("A token must expire in the future.", "expires_at");
                }

                await session.InsertTokenAsync(token, caller.Actor);
                Failpoints.Pass(Failpoint.TokenInserted);
                return await GetAsync(session, token.Id);
            }
        );

    /// <summary>A page of the tokens, newest first, of one user or of all; also those that let nobody in any more.</summary>
    public Task<Result<Page<Token>>> ListAsync(
        string? user,
        int maxResults,
        string? pageToken,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<Page<Token>>>(
            async session =>
            {
                var search = $"tokens {user}";
                if (!ParseStart(pageToken, search).Try(out var start, out var error))
                {
                    return error;
                }

                var rows = await session.ListAsync(
                    ListSql,
                    TokenRows.Map,
                    ("@user", user ?? ""),
                    ("@before", start.CreatedAt),
                    ("@before_id", start.Id),
                    ("@limit", maxResults + 1)
                );
                var items = rows.Take(maxResults).ToList();
                return new Page<Token>(items, rows.Count > maxResults ? TokenAfter(items[^1]).Encode(search) : null);
            },
            cancellationToken
        );

    /// <summary>The token of this id.</summary>
    public Task<Result<Token>> GetAsync(string id, CancellationToken cancellationToken) =>
        database.QueryAsync(session => GetAsync(session, id), cancellationToken);

    /// <summary>Takes a token back for good; one that was taken back already stays as it was.</summary>
    public Task<Result<Token>> RevokeAsync(string id, Caller caller) =>
        database.ChangeIdentitiesAsync<Token>(
            caller,
            LedgerAction.TokenRevoke,
            Subjects.Token(id),
            async session =>
            {
                await session.ExecuteAsync(RevokeSql, ("@id", id), ("@now", session.Now.ToUnixTimeMilliseconds()));
                return await GetAsync(session, id);
            }
        );

    /// <summary>
    /// Whom the token with a secret of this hash stands for, or why it lets nobody in. What another server has revoked holds
    /// here at once.
    /// </summary>
    public async Task<Result<Identity>> FindIdentityAsync(Digest secret, CancellationToken cancellationToken)
    {
        var known = await database.Identities.FindTokenAsync(
            secret.Hex,
            () => database.QueryAsync(session => session.FindKnownTokenAsync(secret.Hex), cancellationToken)
        );
        if (known is null)
        {
            return new Error(ErrorCode.Unauthenticated, "The token is not one of this registry's.");
        }

        if (known.IsDisabled)
        {
            return new Error(ErrorCode.Unauthenticated, $"User '{known.Token.User}' is disabled.", known.Token.User);
        }

        var now = time.GetUtcNow();
        if (known.Token.FindFault(now) is { } fault)
        {
            return fault;
        }

        _uses.Note(known.Token.Id, now);
        return known.Identity;
    }

    /// <summary>
    /// Writes down when the tokens were last used that were since the last call, in one transaction. A token's last use is
    /// kept to the minute, so that one in steady use costs a write a minute at most.
    /// </summary>
    public Task WriteUsesAsync() => _uses.WriteAsync();

    private static async Task<Result<Token>> GetAsync(Session session, string id) =>
        await session.FindAsync(FindSql, TokenRows.Map, ("@id", id)) is { } token ? token : Error.TokenNotFound(id);

    private static PageToken TokenAfter(Token last) => new([last.CreatedAt.ToUnixTimeMilliseconds(), last.Id]);

    private static Result<(long CreatedAt, string Id)> ParseStart(string? pageToken, string search) =>
        string.IsNullOrEmpty(pageToken)
            ? (long.MaxValue, "")
            : PageToken
                .Parse(pageToken, search)
                .Then<(long, string)>(token =>
                    token.Values is [long createdAt, string id] ? (createdAt, id) : PageToken.Foreign
                );
}
