using System.Data.Common;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Data.Artifacts;
using Gradus.Data.Gates;
using Gradus.Data.Models;

namespace Gradus.Data.Promotions;

/// <summary>Reads what gates judge a version on.</summary>
internal static class VersionFactRows
{
    // The last transition into the stage that it is in: since then it has been there without a break.
    private const string TraitsSql = """
        SELECT
            (SELECT MAX(t.at) FROM transitions t
             WHERE t.life = (SELECT life FROM models WHERE name = @model) AND t.version = @version AND t.to_stage = @stage),
            (SELECT size FROM manifests WHERE digest = @manifest)
        """;

    private const string MetricsSql = """
        SELECT key, value FROM version_metrics
        WHERE model = @model AND version = @version
        """;

    /// <summary>A version with all that gates judge on, but for what workers found.</summary>
    public static async Task<VersionFacts> DescribeAsync(this Session session, ModelVersion version, bool isHolder)
    {
        var traits = (
            await session.FindAsync(
                TraitsSql,
                row => new Traits(row.IsDBNull(0) ? version.CreatedAt : row.GetTime(0), ReadSize(row)),
                ("@model", version.Model),
                ("@version", version.Number),
                ("@stage", version.Stage),
                ("@manifest", version.Manifest?.Hex)
            )
        )!;
        var reading = version.Manifest is { } digest ? await session.FindSignatureAsync(digest) : null;
        var logged = await session.ListAsync(
            MetricsSql,
            row => (Key: row.GetString(0), Value: row.IsDBNull(1) ? double.NaN : row.GetDouble(1)),
            ("@model", version.Model),
            ("@version", version.Number)
        );
        return new VersionFacts(version, isHolder)
        {
            Signature = reading?.Signature,
            SignatureProblem = reading?.Problem,
            Size = traits.Size,
            InStageSince = traits.InStageSince,
            Logged = logged.ToDictionary(metric => metric.Key, metric => metric.Value),
            Checks = version.Manifest is { } artifact ? await session.ListChecksAsync(artifact) : [],
        };
    }

    private static long? ReadSize(DbDataReader row) => row.IsDBNull(1) ? null : row.GetInt64(1);

    private sealed record Traits(DateTimeOffset InStageSince, long? Size);
}
