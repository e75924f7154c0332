using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Identities;
using Gradus.Core.Ledger;
using Gradus.Core.Search;
using Gradus.Data.Ledger;

namespace Gradus.Data.Identities;

/// <summary>The people and the service accounts that the registry knows.</summary>
public sealed class UserStore(Database database)
{
    private const string NamesakeSql = """
        SELECT name FROM users
        WHERE folded = @folded
        """;

    private const string SetDisabledSql = """
        UPDATE users SET disabled_at = @at
        WHERE name = @name
        """;

    private const string DeleteSql = """
        DELETE FROM users
        WHERE name = @name
        """;

    /// <summary>Creates a user, in no group and without a token; its name must be free.</summary>
    public Task<Result<User>> CreateAsync(UserName name, IdentityKind kind, string description, Caller caller) =>
        database.ChangeIdentitiesAsync<User>(
            caller,
            LedgerAction.UserCreate,
            Subjects.User(name.Value),
            async session =>
            {
                var folded = UserName.Fold(name.Value);
                if (await session.FindAsync(NamesakeSql, row => row.GetString(0), ("@folded", folded)) is { } taken)
                {
                    return AlreadyExists(name.Value, taken);
                }

                await session.InsertUserAsync(name.Value, kind, description, caller.Actor);
                return await session.GetUserAsync(name.Value);
            }
        );

    /// <summary>A page of the users by name, optionally of one kind only.</summary>
    public Task<Result<Page<User>>> ListAsync(
        IdentityKind? kind,
        int maxResults,
        string? pageToken,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<Page<User>>>(
            async session =>
            {
                var search = $"users {kind}";
                return NamePages.Start(pageToken, search).Try(out var after, out var error)
                    ? NamePages.Cut(
                        await session.ListUsersAsync(kind, after, maxResults + 1),
                        maxResults,
                        user => user.Name,
                        search
                    )
                    : error;
            },
            cancellationToken
        );

    /// <summary>The user of this name.</summary>
    public Task<Result<User>> GetAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.GetUserAsync(name), cancellationToken);

    /// <summary>
    /// Shuts a user out and revokes all its tokens for good. One that is shut out already stays as it was. Refused for the last
    /// person among the administrators.
    /// </summary>
    public Task<Result<User>> DisableAsync(string name, Caller caller) =>
        database.ChangeIdentitiesAsync<User>(
            caller,
            LedgerAction.UserDisable,
            Subjects.User(name),
            async session =>
            {
                if (!(await session.GetUserAsync(name)).Try(out var user, out var error))
                {
                    return error;
                }

                if (user.DisabledAt is not null)
                {
                    return user;
                }

                if (await session.FindObjectionToLossAsync(user) is { } objection)
                {
                    return objection;
                }

                await SetDisabledAsync(session, name, session.Now);
                await session.RevokeTokensAsync(name);
                return user with { DisabledAt = session.Now };
            }
        );

    /// <summary>Lets a user in again. Its tokens stay revoked: it needs a new one.</summary>
    public Task<Result<User>> EnableAsync(string name, Caller caller) =>
        database.ChangeIdentitiesAsync<User>(
            caller,
            LedgerAction.UserEnable,
            Subjects.User(name),
            async session =>
            {
                if (!(await session.GetUserAsync(name)).Try(out var user, out var error))
                {
                    return error;
                }

                await SetDisabledAsync(session, name, null);
                return user with { DisabledAt = null };
            }
        );

    /// <summary>
    /// Deletes a user with its tokens and memberships. What it did stays in the history under its name. Refused for the last
    /// person among the administrators.
    /// </summary>
    public Task<Result<Done>> DeleteAsync(string name, Caller caller) =>
        database.ChangeIdentitiesAsync<Done>(
            caller,
            LedgerAction.UserDelete,
            Subjects.User(name),
            async session =>
            {
                if (!(await session.GetUserAsync(name)).Try(out var user, out var error))
                {
                    return error;
                }

                if (await session.FindObjectionToLossAsync(user) is { } objection)
                {
                    return objection;
                }

                await session.ExecuteAsync(DeleteSql, ("@name", name));
                return default(Done);
            }
        );

    /// <summary>
    /// Whether there is anybody besides the first administrator. Until then the registry is in local use: whoever reaches the
    /// machine is who they say they are.
    /// </summary>
    public Task<bool> HasPeopleAsync(CancellationToken cancellationToken) =>
        database.Identities.HasPeopleAsync(() =>
            database.QueryAsync(session => session.AnyUserBesidesAsync(User.FirstAdministrator), cancellationToken)
        );

    /// <summary>
    /// Gives a registry without users its first administrator, with a token. Of several servers that start at once only one
    /// does.
    /// </summary>
    /// <param name="secret">The hash of the token's secret.</param>
    /// <param name="tokenId">The id that the token gets.</param>
    /// <returns>Whether it did; false if there is a user already, and nothing has changed.</returns>
    public async Task<bool> BootstrapAsync(Digest secret, string tokenId)
    {
        var bootstrapped = await database.ChangeIdentitiesAsync<bool>(
            Caller.Itself(""),
            LedgerAction.UserCreate,
            Subjects.User(User.FirstAdministrator),
            async session =>
            {
                if (await session.AnyUserBesidesAsync(""))
                {
                    return false;
                }

                var token = new NewToken(
                    tokenId,
                    User.FirstAdministrator,
                    secret,
                    "The first one.",
                    TokenScope.Whole,
                    null
                );
                await session.InsertUserAsync(
                    User.FirstAdministrator,
                    IdentityKind.Person,
                    "The first administrator.",
                    Caller.Registry
                );
                Failpoints.Pass(Failpoint.AdministratorInserted);
                await session.JoinAsync(Groups.Administrators, User.FirstAdministrator);
                await session.InsertTokenAsync(token, Caller.Registry);
                return true;
            }
        );
        return bootstrapped.Value;
    }

    private static Task<int> SetDisabledAsync(Session session, string name, DateTimeOffset? at) =>
        session.ExecuteAsync(SetDisabledSql, ("@name", name), ("@at", at?.ToUnixTimeMilliseconds()));

    private static Error AlreadyExists(string name, string taken) =>
        new(
            ErrorCode.AlreadyExists,
            name == taken
                ? $"User '{name}' already exists."
                : $"User '{name}' would differ from user '{taken}' by case only.",
            name
        );
}
