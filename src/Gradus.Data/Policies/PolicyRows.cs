using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Gradus.Core.Artifacts;
using Gradus.Core.Policies;
using Gradus.Data.Models;
using Gradus.Policies;

namespace Gradus.Data.Policies;

/// <summary>Reads policies, inside the transactions that are decided by them.</summary>
internal static class PolicyRows
{
    public const string Columns = "number, digest, content, author, reason, applied_at";

    private const string HeadSql = """
        SELECT number, digest, applied_at FROM policies
        ORDER BY number DESC
        LIMIT 1
        """;

    private const string FindSql = $"""
        SELECT {Columns} FROM policies
        WHERE number = @number
        """;

    private static readonly string OpenText = PolicyPresets.Find("open")!;

    /// <summary>The policy of a registry to which none was applied.</summary>
    public static readonly PolicyRevision Initial = new(
        0,
        Digest.Of(Encoding.UTF8.GetBytes(OpenText)),
        OpenText,
        "",
        "",
        DateTimeOffset.UnixEpoch,
        Policy.Open
    );

    // A text never changes under its digest, so what it says is read once.
    private static readonly ConcurrentDictionary<Digest, Policy> Known = new();

    /// <summary>The policy in force; its text, author and reason <see cref="FindPolicyAsync"/> has.</summary>
    public static async Task<PolicyRevision> GetPolicyAsync(this Session session) =>
        session.Policy ??= await FindHeadAsync(session);

    /// <summary>The policy of a number with its text, or null.</summary>
    public static async Task<PolicyRevision?> FindPolicyAsync(this Session session, int number) =>
        number == 0 ? Initial : await session.FindAsync(FindSql, Map, ("@number", number));

    /// <summary>The stage of this name as the policy registers it, or null.</summary>
    public static async Task<StageDefinition?> FindPolicyStageAsync(this Session session, string stage) =>
        (await session.GetPolicyAsync()).Policy.Stages.FirstOrDefault(definition => definition.Name.Value == stage);

    /// <exception cref="InvalidDataException">The text, which was checked when it was applied, cannot be read.</exception>
    public static PolicyRevision Map(DbDataReader row)
    {
        var digest = Digest.Parse(row.GetString(1)).Value;
        var text = row.GetString(2);
        return new PolicyRevision(
            Number: row.GetInt32(0),
            Digest: digest,
            Text: text,
            Author: row.GetString(3),
            Reason: row.GetString(4),
            AppliedAt: row.GetTime(5),
            Policy: Known.GetOrAdd(digest, _ => Read(text))
        );
    }

    private static async Task<PolicyRevision> FindHeadAsync(Session session)
    {
        var head = await session.FindAsync(
            HeadSql,
            row => new Head(row.GetInt32(0), Digest.Parse(row.GetString(1)).Value, row.GetTime(2))
        );
        if (head is null)
        {
            return Initial;
        }

        var revision = Known.TryGetValue(head.Digest, out var policy)
            ? Initial with
            {
                Number = head.Number,
                Digest = head.Digest,
                AppliedAt = head.AppliedAt,
                Policy = policy,
                Text = "",
            }
            : await session.FindPolicyAsync(head.Number);
        return revision!;
    }

    private static Policy Read(string text) =>
        PolicyFile.Parse(text) is { Policy: { } policy }
            ? policy
            : throw new InvalidDataException("The policy in force cannot be read.");

    private sealed record Head(int Number, Digest Digest, DateTimeOffset AppliedAt);
}
