using System.Data.Common;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Ledger;
using Gradus.Data.Models;

namespace Gradus.Data.Identities;

/// <summary>What the stores of users, groups and tokens share: changing one after another, and who may not get lost.</summary>
internal static class IdentityRows
{
    // They change rarely: one row makes them take turns, on every server.
    private const string LockSql = """
        SELECT name FROM groups
        WHERE name = @administrators
        FOR UPDATE
        """;

    private const string JoinSql = """
        INSERT INTO group_members (group_name, user_name)
        VALUES (@group, @user)
        ON CONFLICT (group_name, user_name) DO NOTHING
        """;

    private const string OtherAdministratorsSql = """
        SELECT COUNT(*) FROM group_members m
        JOIN users u ON u.name = m.user_name
        WHERE m.group_name = @administrators
          AND u.kind = 'person' AND u.disabled_at IS NULL
          AND u.name <> @name
        """;

    /// <summary>
    /// Changes users, groups or tokens. Each change waits for the one before it; when it has returned, nothing that was
    /// remembered from before it is used any more, here or by another server.
    /// </summary>
    public static async Task<Result<T>> ChangeIdentitiesAsync<T>(
        this Database database,
        Caller caller,
        LedgerAction action,
        string subject,
        Func<Session, Task<Result<T>>> change
    )
    {
        try
        {
            return await database.WriteAsync<T>(async session =>
            {
                session.Declare(caller, action, subject);
                await session.ListAsync(LockSql, row => row.GetString(0), ("@administrators", Groups.Administrators));
                return await change(session);
            });
        }
        finally
        {
            // Also where it is not known whether it was written.
            await database.Identities.ForgetAsync();
        }
    }

    /// <summary>Puts a user into a group, both of which exist.</summary>
    public static Task<int> JoinAsync(this Session session, string group, string user) =>
        session.ExecuteAsync(JoinSql, ("@group", group), ("@user", user));

    /// <summary>
    /// Refuses to lose a user, or a member of the administrators, if it is the last person who lets others in.
    /// </summary>
    public static async Task<Error?> FindObjectionToLossAsync(this Session session, User user)
    {
        var isActive = user.Kind == IdentityKind.Person && user.DisabledAt is null;
        if (!isActive || !user.Groups.Contains(Groups.Administrators))
        {
            return null;
        }

        var others = await session.FindNumberAsync(
            OtherAdministratorsSql,
            ("@administrators", Groups.Administrators),
            ("@name", user.Name)
        );
        return others > 0
            ? null
            : Error.Conflict(
                $"'{user.Name}' is the last person among the {Groups.Administrators} who is not disabled; make another one first.",
                user.Name
            );
    }

    public static string WordOf(IdentityKind kind) => kind == IdentityKind.Person ? "person" : "service";

    public static IdentityKind KindOf(string word) => word == "person" ? IdentityKind.Person : IdentityKind.Service;

    public static DateTimeOffset? FindTime(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetTime(column);
}
