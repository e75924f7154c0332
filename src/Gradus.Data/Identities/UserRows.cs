using System.Data.Common;
using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Data.Models;

namespace Gradus.Data.Identities;

/// <summary>Reads and writes users, with the groups they belong to.</summary>
internal static class UserRows
{
    private const string UserColumns = "name, kind, description, created_by, created_at, disabled_at";

    private const string FindUserSql = $"""
        SELECT {UserColumns} FROM users
        WHERE name = @name
        """;

    private const string PageOfUsersSql = $"""
        SELECT {UserColumns} FROM users
        WHERE name > @after AND (@kind = '' OR kind = @kind)
        ORDER BY name
        LIMIT @limit
        """;

    private const string GroupsOfUsersSql = """
        SELECT user_name, group_name FROM group_members
        WHERE user_name >= @first AND user_name <= @last
        ORDER BY user_name, group_name
        """;

    private const string InsertSql = """
        INSERT INTO users (name, folded, kind, description, created_by, created_at)
        VALUES (@name, @folded, @kind, @description, @created_by, @now)
        """;

    private const string AnySql = """
        SELECT 1 FROM users
        WHERE name <> @but
        LIMIT 1
        """;

    /// <summary>The user of this name, with its groups.</summary>
    public static async Task<Result<User>> GetUserAsync(this Session session, string name) =>
        await session.FindAsync(FindUserSql, MapUser, ("@name", name)) is { } user
            ? (await session.WithGroupsAsync([user]))[0]
            : Error.UserNotFound(name);

    /// <summary>Users by name, after a name, with their groups.</summary>
    public static async Task<List<User>> ListUsersAsync(
        this Session session,
        IdentityKind? kind,
        string after,
        int limit
    ) =>
        await session.WithGroupsAsync(
            await session.ListAsync(
                PageOfUsersSql,
                MapUser,
                ("@after", after),
                ("@kind", kind is { } only ? IdentityRows.WordOf(only) : ""),
                ("@limit", limit)
            )
        );

    public static Task<int> InsertUserAsync(
        this Session session,
        string name,
        IdentityKind kind,
        string description,
        string createdBy
    ) =>
        session.ExecuteAsync(
            InsertSql,
            ("@name", name),
            ("@folded", UserName.Fold(name)),
            ("@kind", IdentityRows.WordOf(kind)),
            ("@description", description),
            ("@created_by", createdBy),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );

    /// <summary>Whether there is a user who is not called so.</summary>
    public static async Task<bool> AnyUserBesidesAsync(this Session session, string name) =>
        await session.FindNumberAsync(AnySql, ("@but", name)) is not null;

    // The users are in the order of their names: one statement reads the groups of all from the first to the last.
    private static async Task<List<User>> WithGroupsAsync(this Session session, List<User> users)
    {
        if (users.Count == 0)
        {
            return users;
        }

        var memberships = await session.ListAsync(
            GroupsOfUsersSql,
            row => (User: row.GetString(0), Group: row.GetString(1)),
            ("@first", users[0].Name),
            ("@last", users[^1].Name)
        );
        var groups = memberships.ToLookup(member => member.User, member => member.Group, StringComparer.Ordinal);
        return [.. users.Select(user => user with { Groups = [.. groups[user.Name]] })];
    }

    private static User MapUser(DbDataReader row) =>
        new(
            Name: row.GetString(0),
            Kind: IdentityRows.KindOf(row.GetString(1)),
            Description: row.GetString(2),
            CreatedBy: row.GetString(3),
            CreatedAt: row.GetTime(4),
            DisabledAt: row.FindTime(5),
            Groups: []
        );
}
