using System.Data.Common;
using Gradus.Core;
using Gradus.Core.Stages;
using Gradus.Data.Models;

namespace Gradus.Data.Stages;

/// <summary>A move of one version, about to be recorded.</summary>
/// <param name="From">Null when the version is being created.</param>
/// <param name="To">Null when it is being deleted.</param>
internal readonly record struct Step(
    string Model,
    int Version,
    string? From,
    string? To,
    string Reason = "",
    string? Promotion = null,
    int? DisplacedBy = null,
    TransitionKind Kind = TransitionKind.Move
);

/// <summary>Writes and reads history, inside the transactions of the stores that make it.</summary>
internal static class TransitionRows
{
    public const string Columns =
        "t.id, t.model, t.version, t.from_stage, t.to_stage, t.at, t.actor, t.reason, t.request_id, t.promotion, t.displaced_by, t.kind";

    private const string InsertSql = """
        INSERT INTO transitions (
            life, model, version, from_stage, to_stage, at, actor, reason, request_id, promotion, displaced_by, kind)
        VALUES (
            (SELECT life FROM models WHERE name = @model), @model, @version, @from, @to, @at, @actor, @reason,
            @request_id, @promotion, @displaced_by, @kind)
        RETURNING id
        """;

    private const string DeletionsSql = """
        INSERT INTO transitions (life, model, version, from_stage, to_stage, at, actor, reason, request_id, kind)
        SELECT m.life, v.model, v.number, v.stage, NULL, @at, @actor, '', @request_id, 'move' FROM versions v
        JOIN models m ON m.name = v.model
        WHERE v.model = @model
        ORDER BY v.number
        """;

    public static async Task<Transition> RecordAsync(this Session session, Step step, DateTimeOffset at, Caller caller)
    {
        var id = await session.FindNumberAsync(
            InsertSql,
            ("@model", step.Model),
            ("@version", step.Version),
            ("@from", step.From),
            ("@to", step.To),
            ("@at", at.ToUnixTimeMilliseconds()),
            ("@actor", caller.Actor),
            ("@reason", step.Reason),
            ("@request_id", caller.RequestId),
            ("@promotion", step.Promotion),
            ("@displaced_by", step.DisplacedBy),
            ("@kind", step.Kind.ToString().ToLowerInvariant())
        );
        return new Transition(
            Id: id!.Value,
            Model: step.Model,
            Version: step.Version,
            From: step.From,
            To: step.To,
            At: at,
            Actor: caller.Actor,
            Reason: step.Reason,
            RequestId: caller.RequestId,
            Promotion: step.Promotion,
            DisplacedBy: step.DisplacedBy,
            Kind: step.Kind
        );
    }

    /// <summary>Records that every version of a model ceases to be.</summary>
    public static Task RecordDeletionsAsync(this Session session, string model, DateTimeOffset at, Caller caller) =>
        session.ExecuteAsync(
            DeletionsSql,
            ("@model", model),
            ("@at", at.ToUnixTimeMilliseconds()),
            ("@actor", caller.Actor),
            ("@request_id", caller.RequestId)
        );

    public static Transition Map(DbDataReader row) =>
        new(
            Id: row.GetInt64(0),
            Model: row.GetString(1),
            Version: row.GetInt32(2),
            From: row.GetText(3),
            To: row.GetText(4),
            At: row.GetTime(5),
            Actor: row.GetString(6),
            Reason: row.GetString(7),
            RequestId: row.GetString(8),
            Promotion: row.GetText(9),
            DisplacedBy: row.IsDBNull(10) ? null : row.GetInt32(10),
            Kind: Enum.Parse<TransitionKind>(row.GetString(11), ignoreCase: true)
        );
}
