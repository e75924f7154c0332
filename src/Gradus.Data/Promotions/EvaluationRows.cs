using System.Data.Common;
using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Data.Models;

namespace Gradus.Data.Promotions;

/// <summary>Reads and writes evidence, inside the transactions of promotions and of work.</summary>
internal static class EvaluationRows
{
    private const string Columns =
        "id, manifest, dataset, outcome, reason, metrics, examples, worker, code, runtime, started_at, finished_at, log, slices, output, output_size";

    private const string InsertSql = $"""
        INSERT INTO evaluations (task, {Columns})
        VALUES (
            @task, @id, @manifest, @dataset, @outcome, @reason, @metrics, @examples, @worker, @code, @runtime, @started_at,
            @finished_at, @log, @slices, @output, @output_size)
        """;

    private const string NewestSql = $"""
        SELECT {Columns} FROM evaluations
        WHERE manifest = @manifest AND task = @task
        ORDER BY finished_at DESC
        LIMIT 20
        """;

    private const string FindSql = $"""
        SELECT {Columns} FROM evaluations
        WHERE id = @id
        """;

    public static Task KeepEvaluationAsync(this Session session, Evaluation evaluation, Digest task) =>
        session.ExecuteAsync(
            InsertSql,
            ("@task", task.Hex),
            ("@id", evaluation.Id),
            ("@manifest", evaluation.Artifact.Hex),
            ("@dataset", evaluation.Dataset?.Hex),
            ("@outcome", evaluation.Outcome.ToString().ToLowerInvariant()),
            ("@reason", evaluation.Reason),
            (
                "@metrics",
                JsonSerializer.Serialize(evaluation.Metrics, DataJson.Default.IReadOnlyDictionaryStringDouble)
            ),
            ("@examples", evaluation.Examples),
            ("@worker", evaluation.Worker),
            ("@code", evaluation.Code),
            ("@runtime", evaluation.Runtime),
            ("@started_at", evaluation.StartedAt.ToUnixTimeMilliseconds()),
            ("@finished_at", evaluation.FinishedAt.ToUnixTimeMilliseconds()),
            ("@log", evaluation.Log),
            ("@slices", JsonSerializer.Serialize(evaluation.Slices, DataJson.Default.IReadOnlyListSlice)),
            ("@output", evaluation.Output?.Digest.Hex),
            ("@output_size", evaluation.Output?.Size)
        );

    /// <summary>What was found of an artifact at a task, newest first.</summary>
    public static async Task<IReadOnlyList<Evaluation>> ListEvidenceAsync(
        this Session session,
        Digest artifact,
        Digest task
    ) => await session.ListAsync(NewestSql, Map, ("@manifest", artifact.Hex), ("@task", task.Hex));

    public static Task<Evaluation?> FindEvaluationAsync(this Session session, string id) =>
        session.FindAsync(FindSql, Map, ("@id", id));

    private static Evaluation Map(DbDataReader row) =>
        new(
            Id: row.GetString(0),
            Artifact: Digest.Parse(row.GetString(1)).Value,
            Dataset: row.GetText(2) is { } dataset ? Digest.Parse(dataset).Value : null,
            Outcome: Enum.Parse<EvaluationOutcome>(row.GetString(3), ignoreCase: true),
            Reason: row.GetText(4),
            Metrics: JsonSerializer.Deserialize(row.GetString(5), DataJson.Default.IReadOnlyDictionaryStringDouble)!,
            Examples: row.GetInt64(6),
            Worker: row.GetString(7),
            Code: row.GetString(8),
            Runtime: row.GetString(9),
            StartedAt: row.GetTime(10),
            FinishedAt: row.GetTime(11),
            Log: row.GetText(12)
        )
        {
            Slices = JsonSerializer.Deserialize(row.GetString(13), DataJson.Default.IReadOnlyListSlice)!,
            Output = row.GetText(14) is { } output
                ? new OutputFile(Digest.Parse(output).Value, row.GetInt64(15))
                : null,
        };
}
