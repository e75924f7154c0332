using System.Data.Common;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Gates;
using Gradus.Data.Models;

namespace Gradus.Data.Gates;

/// <summary>Reads and writes what checks outside reported.</summary>
internal static class CheckRows
{
    private const string Columns =
        "c.id, c.manifest, c.name, c.verdict, c.summary, c.url, c.reporter, c.reported_at, c.model, c.for_model_only";

    private const string NewestFirst = "ORDER BY c.reported_at DESC, c.id DESC";

    private const string OfArtifactSql = $"""
        SELECT {Columns} FROM checks c
        WHERE c.manifest = @manifest
        {NewestFirst}
        """;

    private const string LastSql = """
        SELECT MAX(reported_at) FROM checks
        WHERE manifest = @manifest AND name = @name
        """;

    private const string InsertSql = """
        INSERT INTO checks (id, manifest, name, verdict, summary, url, reporter, reported_at, model, for_model_only)
        VALUES (@id, @manifest, @name, @verdict, @summary, @url, @reporter, @reported_at, @model, @for_model_only)
        """;

    /// <summary>Every report on an artifact, newest first.</summary>
    public static Task<List<ExternalCheck>> ListChecksAsync(this Session session, Digest artifact) =>
        session.ListAsync(OfArtifactSql, Map, ("@manifest", artifact.Hex));

    /// <summary>
    /// The newest report that each reporter made of each check for each model, on the artifacts of some versions: a table with a
    /// column "manifest". Newest first.
    /// </summary>
    public static Task<List<ExternalCheck>> ListChecksOfAsync(
        this Session session,
        string versions,
        params (string Name, object? Value)[] parameters
    ) =>
        session.ListAsync(
            $"""
            SELECT {Columns} FROM (
                SELECT c.*, ROW_NUMBER() OVER (
                    PARTITION BY c.manifest, c.name, c.model, c.for_model_only, c.reporter {NewestFirst}) AS age
                FROM checks c
                WHERE c.manifest IN (SELECT v.manifest FROM {versions})) c
            WHERE c.age = 1
            {NewestFirst}
            """,
            Map,
            parameters
        );

    /// <summary>When the newest report of a check on an artifact was made, whatever the clock says now; null if there is none.</summary>
    public static async Task<DateTimeOffset?> FindLastReportAsync(this Session session, Digest artifact, string name) =>
        await session.FindNumberAsync(LastSql, ("@manifest", artifact.Hex), ("@name", name)) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;

    public static Task KeepCheckAsync(this Session session, ExternalCheck check) =>
        session.ExecuteAsync(
            InsertSql,
            ("@id", check.Id),
            ("@manifest", check.Artifact.Hex),
            ("@name", check.Name),
            ("@verdict", check.Verdict.ToString().ToLowerInvariant()),
            ("@summary", check.Summary),
            ("@url", check.Url),
            ("@reporter", check.Reporter),
            ("@reported_at", check.ReportedAt.ToUnixTimeMilliseconds()),
            ("@model", check.Model),
            ("@for_model_only", check.IsForModelOnly ? 1 : 0)
        );

    private static ExternalCheck Map(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            Artifact: Digest.Parse(row.GetString(1)).Value,
            Name: row.GetString(2),
            Verdict: Enum.Parse<Verdict>(row.GetString(3), ignoreCase: true),
            Summary: row.GetString(4),
            Url: row.GetString(5),
            Reporter: row.GetString(6),
            ReportedAt: row.GetTime(7),
            Model: row.GetString(8),
            IsForModelOnly: row.GetInt64(9) != 0
        );
}
