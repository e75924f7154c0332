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

    private const string AllSql = "SELECT id, promotion, actor, decision, remark, binding, at, groups FROM approvals";

    private const string ListSql = $"{AllSql} WHERE promotion = @promotion ORDER BY at, id";

    private const string OfVersionSql = """
        SELECT a.id, a.promotion, a.actor, a.decision, a.remark, a.binding, a.at, a.groups FROM approvals a
        JOIN promotions p ON p.id = a.promotion
        WHERE p.model = @model AND p.version = @version
        ORDER BY a.at, a.id
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

    /// <summary>Everything that was said of promotions, by time.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="promotions">A query for their ids.</param>
    /// <param name="parameters">Its parameters.</param>
    public static Task<List<Approval>> ListApprovalsOfAsync(
        this Session session,
        string promotions,
        params (string Name, object? Value)[] parameters
    ) => session.ListAsync($"{AllSql} WHERE promotion IN ({promotions}) ORDER BY at, id", Map, parameters);

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
