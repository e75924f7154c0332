using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Promotions;

namespace Gradus.Data.Promotions;

/// <summary>Asks for work, inside the transactions of promotions.</summary>
internal static class WorkRows
{
    private const string AskSql = """
        INSERT INTO work (manifest, dataset, terms, attempt, created_at)
        VALUES (@manifest, @dataset, @terms, 0, @now)
        ON CONFLICT (manifest, dataset) DO NOTHING
        """;

    /// <summary>Asks for an evaluation; one that is asked for already is not asked for twice.</summary>
    public static Task AskForWorkAsync(this Session session, Digest artifact, PromotionTerms terms) =>
        session.ExecuteAsync(
            AskSql,
            ("@manifest", artifact.Hex),
            ("@dataset", terms.Dataset!.ParsedDigest.Hex),
            ("@terms", JsonSerializer.Serialize(terms, DataJson.Default.PromotionTerms)),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );
}
