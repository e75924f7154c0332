using System.Data.Common;
using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Identities;
using Gradus.Core.Ledger;
using Gradus.Core.Search;
using Gradus.Data.Ledger;
using Gradus.Data.Models;

namespace Gradus.Data.Identities;

/// <summary>Groups of users. That of the administrators is there from the start.</summary>
public sealed class GroupStore(Database database)
{
    private const string Columns = "name, description, created_by, created_at";

    private const string InsertSql = """
        INSERT INTO groups (name, folded, description, created_by, created_at)
        VALUES (@name, @folded, @description, @created_by, @now)
        """;

    private const string NamesakeSql = """
        SELECT name FROM groups
        WHERE folded = @folded
        """;

    private const string FindSql = $"""
        SELECT {Columns} FROM groups
        WHERE name = @name
        """;

    private const string PageSql = $"""
        SELECT {Columns} FROM groups
        WHERE name > @after
        ORDER BY name
        LIMIT @limit
        """;

    private const string MembersSql = """
        SELECT group_name, user_name FROM group_members
        WHERE group_name >= @first AND group_name <= @last
        ORDER BY group_name, user_name
        """;

    private const string DeleteSql = """
        DELETE FROM groups
        WHERE name = @name
        """;

    private const string LeaveSql = """
        DELETE FROM group_members
        WHERE group_name = @group AND user_name = @user
        """;

    /// <summary>Creates a group without members; its name must be free.</summary>
    public Task<Result<Group>> CreateAsync(GroupName name, string description, Caller caller) =>
        database.ChangeIdentitiesAsync<Group>(
            caller,
            LedgerAction.GroupCreate,
            Subjects.Group(name.Value),
            async session =>
            {
                var folded = GroupName.Fold(name.Value);
                if (await session.FindAsync(NamesakeSql, row => row.GetString(0), ("@folded", folded)) is { } taken)
                {
                    return AlreadyExists(name.Value, taken);
                }

                await session.ExecuteAsync(
                    InsertSql,
                    ("@name", name.Value),
                    ("@folded", folded),
                    ("@description", description),
                    ("@created_by", caller.Actor),
                    ("@now", session.Now.ToUnixTimeMilliseconds())
                );
                return await GetAsync(session, name.Value);
            }
        );

    /// <summary>A page of the groups by name, with their members.</summary>
    public Task<Result<Page<Group>>> ListAsync(
        int maxResults,
        string? pageToken,
        CancellationToken cancellationToken
    ) =>
        database.ReadAsync<Result<Page<Group>>>(
            async session =>
            {
                const string Search = "groups";
                if (!NamePages.Start(pageToken, Search).Try(out var after, out var error))
                {
                    return error;
                }

                var rows = await session.ListAsync(PageSql, Map, ("@after", after), ("@limit", maxResults + 1));
                var groups = await WithMembersAsync(session, rows);
                return NamePages.Cut(groups, maxResults, group => group.Name, Search);
            },
            cancellationToken
        );

    /// <summary>The group of this name, with its members.</summary>
    public Task<Result<Group>> GetAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(session => GetAsync(session, name), cancellationToken);

    /// <summary>Deletes a group; its members stay. The administrators cannot be deleted.</summary>
    public Task<Result<Done>> DeleteAsync(string name, Caller caller) =>
        database.ChangeIdentitiesAsync<Done>(
            caller,
            LedgerAction.GroupDelete,
            Subjects.Group(name),
            async session =>
                name == Groups.Administrators
                    ? Error.Conflict($"Group '{name}' cannot be deleted: without it nobody could let others in.", name)
                : await session.ExecuteAsync(DeleteSql, ("@name", name)) > 0 ? default(Done)
                : Error.GroupNotFound(name)
        );

    /// <summary>Puts a user into a group; one that is in it stays in it.</summary>
    public Task<Result<Group>> AddAsync(string group, string user, Caller caller) =>
        database.ChangeIdentitiesAsync<Group>(
            caller,
            LedgerAction.GroupJoin,
            Subjects.Group(group),
            async session =>
            {
                if (
                    !(await GetAsync(session, group)).Try(out _, out var error)
                    || !(await session.GetUserAsync(user)).Try(out _, out error)
                )
                {
                    return error;
                }

                await session.JoinAsync(group, user);
                return await GetAsync(session, group);
            }
        );

    /// <summary>
    /// Takes a user out of a group; one that is not in it stays out of it. Refused for the last person among the
    /// administrators.
    /// </summary>
    public Task<Result<Group>> RemoveAsync(string group, string user, Caller caller) =>
        database.ChangeIdentitiesAsync<Group>(
            caller,
            LedgerAction.GroupLeave,
            Subjects.Group(group),
            async session =>
            {
                if (
                    !(await GetAsync(session, group)).Try(out _, out var error)
                    || !(await session.GetUserAsync(user)).Try(out var member, out error)
                )
                {
                    return error;
                }

                if (group == Groups.Administrators && await session.FindObjectionToLossAsync(member) is { } objection)
                {
                    return objection;
                }

                await session.ExecuteAsync(LeaveSql, ("@group", group), ("@user", user));
                return await GetAsync(session, group);
            }
        );

    private static async Task<Result<Group>> GetAsync(Session session, string name) =>
        await session.FindAsync(FindSql, Map, ("@name", name)) is { } group
            ? (await WithMembersAsync(session, [group]))[0]
            : Error.GroupNotFound(name);

    private static async Task<List<Group>> WithMembersAsync(Session session, List<Group> groups)
    {
        if (groups.Count == 0)
        {
            return groups;
        }

        var memberships = await session.ListAsync(
            MembersSql,
            row => (Group: row.GetString(0), User: row.GetString(1)),
            ("@first", groups[0].Name),
            ("@last", groups[^1].Name)
        );
        var members = memberships.ToLookup(member => member.Group, member => member.User, StringComparer.Ordinal);
        return [.. groups.Select(group => group with { Members = [.. members[group.Name]] })];
    }

    private static Error AlreadyExists(string name, string taken) =>
        new(
            ErrorCode.AlreadyExists,
            name == taken
                ? $"Group '{name}' already exists."
                : $"Group '{name}' would differ from group '{taken}' by case only.",
            name
        );

    private static Group Map(DbDataReader row) =>
        new(
            Name: row.GetString(0),
            Description: row.GetString(1),
            CreatedBy: row.GetString(2),
            CreatedAt: row.GetTime(3),
            Members: []
        );
}
