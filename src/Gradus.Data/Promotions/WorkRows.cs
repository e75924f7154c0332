using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Promotions;

namespace Gradus.Data.Promotions;

/// <summary>Asks for work, inside the transactions of promotions.</summary>
internal static class WorkRows
{
    private const string AskSql = """
        INSERT INTO work (manifest, dataset, task, terms, attempt, created_at)
        VALUES (@manifest, @dataset, @task, @terms, 0, @now)
        ON CONFLICT (manifest, task) DO NOTHING
        """;

    private const string AskedSql = """
        SELECT 1 FROM work
        WHERE manifest = @manifest AND task = @task
        """;

    /// <summary>Whether an evaluation is asked for already.</summary>
    public static async Task<bool> IsAskedForAsync(this Session session, Digest artifact, PromotionTerms terms) =>
        await session.FindNumberAsync(AskedSql, ("@manifest", artifact.Hex), ("@task", terms.Task().Hex)) is not null;

    /// <summary>Asks for an evaluation; one that is asked for already is not asked for twice.</summary>
    public static Task AskForWorkAsync(this Session session, Digest artifact, PromotionTerms terms) =>
        session.ExecuteAsync(
            AskSql,
            ("@manifest", artifact.Hex),
            ("@dataset", terms.Dataset!.ParsedDigest.Hex),
            ("@task", terms.Task().Hex),
            ("@terms", JsonSerializer.Serialize(terms, DataJson.Default.PromotionTerms)),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );
}
