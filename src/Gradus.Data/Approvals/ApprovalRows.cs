using System.Data.Common;
using Gradus.Core.Approvals;
using Gradus.Core.Artifacts;
using Gradus.Data.Models;

namespace Gradus.Data.Approvals;

/// <summary>Reads and writes what people said of promotions.</summary>
internal static class ApprovalRows
{
    // No name of a group holds one.
    private const char Separator = '\n';

    private const string ListSql = """
        SELECT id, promotion, actor, decision, remark, binding, at, groups FROM approvals
        WHERE promotion = @promotion
        ORDER BY at, id
        """;

    private const string OfVersionSql = """
        SELECT a.id, a.promotion, a.actor, a.decision, a.remark, a.binding, a.at, a.groups FROM approvals a
        JOIN promotions p ON p.id = a.promotion
        WHERE p.model = @model AND p.version = @version
        ORDER BY a.at, a.id
        """;

    private const string OfLatestSql = """
        SELECT id, promotion, actor, decision, remark, binding, at, groups FROM approvals
        WHERE promotion IN (
            SELECT id FROM promotions WHERE judged_on IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT @limit)
        ORDER BY at, id
        """;

    private const string InsertSql = """
        INSERT INTO approvals (id, promotion, actor, decision, remark, binding, at, groups)
        VALUES (@id, @promotion, @actor, @decision, @remark, @binding, @at, @groups)
        """;

    /// <summary>Everything that was said of a promotion, by time.</summary>
    public static Task<List<Approval>> ListApprovalsAsync(this Session session, string promotion) =>
        session.ListAsync(ListSql, Map, ("@promotion", promotion));

    /// <summary>Everything that was said of the promotions of a version, by time.</summary>
    public static Task<List<Approval>> ListApprovalsAsync(this Session session, string model, int version) =>
        session.ListAsync(OfVersionSql, Map, ("@model", model), ("@version", version));

    /// <summary>Everything that was said of the promotions that were judged, of so many of the latest, by time.</summary>
    public static Task<List<Approval>> ListApprovalsOfJudgedAsync(this Session session, int promotions) =>
        session.ListAsync(OfLatestSql, Map, ("@limit", promotions));

    public static Task KeepApprovalAsync(this Session session, Approval approval) =>
        session.ExecuteAsync(
            InsertSql,
            ("@id", approval.Id),
            ("@promotion", approval.Promotion),
            ("@actor", approval.Actor),
            ("@decision", approval.Decision.ToString().ToLowerInvariant()),
            ("@remark", approval.Comment),
            ("@binding", approval.Binding.Hex),
            ("@at", approval.At.ToUnixTimeMilliseconds()),
            ("@groups", string.Join(Separator, approval.Groups))
        );

    private static Approval Map(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            Promotion: row.GetString(1),
            Actor: row.GetString(2),
            Decision: Enum.Parse<ApprovalDecision>(row.GetString(3), ignoreCase: true),
            Comment: row.GetString(4),
            Binding: Digest.Parse(row.GetString(5)).Value,
            At: row.GetTime(6)
        )
        {
            Groups = row.GetString(7).Split(Separator, StringSplitOptions.RemoveEmptyEntries),
        };
}
