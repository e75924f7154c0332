using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Identities;
using Gradus.Data.Models;

namespace Gradus.Data.Identities;

/// <summary>A token that is to be made.</summary>
/// <param name="Id">The id it gets.</param>
/// <param name="User">Whose it is.</param>
/// <param name="Secret">The hash of its secret.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="Scope">What it is narrowed to.</param>
/// <param name="ExpiresAt">Until when it is good; null for ever.</param>
public sealed record NewToken(
    string Id,
    string User,
    Digest Secret,
    string Description,
    TokenScope Scope,
    DateTimeOffset? ExpiresAt
);

/// <summary>A token with whom it stands for.</summary>
/// <param name="Token">The token.</param>
/// <param name="Identity">Whom it stands for.</param>
/// <param name="IsDisabled">Whether its user is shut out.</param>
internal sealed record KnownToken(Token Token, Identity Identity, bool IsDisabled);

/// <summary>Reads and writes tokens.</summary>
internal static class TokenRows
{
    public const string Columns =
        "t.id, t.user_name, t.description, t.actions, t.models, t.created_by, t.created_at, t.expires_at, t.revoked_at, "
        + "(SELECT used_at FROM token_uses WHERE token = t.id)";

    private const string InsertSql = """
        INSERT INTO tokens (id, hash, user_name, description, actions, models, created_by, created_at, expires_at)
        VALUES (@id, @hash, @user, @description, @actions, @models, @created_by, @now, @expires_at)
        """;

    private const string RevokeAllSql = """
        UPDATE tokens SET revoked_at = @now
        WHERE user_name = @user AND revoked_at IS NULL
        """;

    // A row for each group of the user, or one without a group.
    private const string FindKnownSql = $"""
        SELECT {Columns}, u.kind, u.disabled_at, m.group_name FROM tokens t
        JOIN users u ON u.name = t.user_name
        LEFT JOIN group_members m ON m.user_name = t.user_name
        WHERE t.hash = @hash
        ORDER BY m.group_name
        """;

    public static Task<int> InsertTokenAsync(this Session session, NewToken token, string createdBy) =>
        session.ExecuteAsync(
            InsertSql,
            ("@id", token.Id),
            ("@hash", token.Secret.Hex),
            ("@user", token.User),
            ("@description", token.Description),
            ("@actions", JsonSerializer.Serialize(token.Scope.Actions, DataJson.Default.IReadOnlyListString)),
            ("@models", JsonSerializer.Serialize(token.Scope.Models, DataJson.Default.IReadOnlyListString)),
            ("@created_by", createdBy),
            ("@now", session.Now.ToUnixTimeMilliseconds()),
            ("@expires_at", token.ExpiresAt?.ToUnixTimeMilliseconds())
        );

    /// <summary>Revokes every token of a user.</summary>
    public static Task<int> RevokeTokensAsync(this Session session, string user) =>
        session.ExecuteAsync(RevokeAllSql, ("@user", user), ("@now", session.Now.ToUnixTimeMilliseconds()));

    /// <summary>The token whose secret has this hash, with whom it stands for; null if there is none.</summary>
    public static async Task<KnownToken?> FindKnownTokenAsync(this Session session, string hash)
    {
        KnownToken? known = null;
        var groups = new List<string>();
        await session.ForEachAsync(
            FindKnownSql,
            row =>
            {
                known ??= MapKnown(row, groups);
                if (row.GetText(12) is { } group)
                {
                    groups.Add(group);
                }
            },
            ("@hash", hash)
        );
        return known;
    }

    public static Token Map(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            User: row.GetString(1),
            Description: row.GetString(2),
            Scope: new TokenScope(ReadList(row.GetString(3)), ReadList(row.GetString(4))),
            CreatedBy: row.GetString(5),
            CreatedAt: row.GetTime(6),
            ExpiresAt: row.FindTime(7),
            RevokedAt: row.FindTime(8),
            LastUsedAt: row.FindTime(9)
        );

    private static KnownToken MapKnown(DbDataReader row, List<string> groups)
    {
        var token = Map(row);
        var identity = new Identity(token.User, IdentityRows.KindOf(row.GetString(10)), groups, token.Scope);
        return new KnownToken(token, identity, !row.IsDBNull(11));
    }

    private static IReadOnlyList<string> ReadList(string json) =>
        JsonSerializer.Deserialize(json, DataJson.Default.IReadOnlyListString) ?? [];
}
