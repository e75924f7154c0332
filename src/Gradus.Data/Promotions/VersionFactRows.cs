using System.Data.Common;
using Gradus.Core.Artifacts;
using Gradus.Core.Evaluations;
using Gradus.Core.Models;
using Gradus.Core.Promotions;
using Gradus.Core.Signing;
using Gradus.Data.Artifacts;
using Gradus.Data.Gates;
using Gradus.Data.Models;

namespace Gradus.Data.Promotions;

/// <summary>Reads what gates judge versions on: as many statements for a thousand versions as for one.</summary>
internal static class VersionFactRows
{
    // Since it last came into the stage that it is in, it has been there without a break.
    private const string TraitsSql = """
        SELECT v.number, m.signature, m.signature_problem, m.size, m.signature_files,
            (SELECT t.at FROM transitions t
             WHERE t.life = (SELECT life FROM models WHERE name = v.model)
               AND t.version = v.number
               AND t.to_stage = v.stage
             ORDER BY t.id DESC
             LIMIT 1)
        """;

    /// <summary>
    /// The versions that "FROM versions v …" finds, in its order, with all that gates judge on but for what workers found.
    /// None is marked as a holder.
    /// </summary>
    public static async Task<List<VersionFacts>> ListFactsAsync(
        this Session session,
        string from,
        params (string Name, object? Value)[] parameters
    )
    {
        var versions = await session.ListVersionsAsync(from, parameters);
        if (versions.Count == 0)
        {
            return [];
        }

        var concerned = $"(SELECT v.model, v.number, v.stage, v.manifest {from}) v";
        var traits = await session.ListAsync(
            $"{TraitsSql} FROM {concerned} LEFT JOIN manifests m ON m.digest = v.manifest",
            MapTraits,
            parameters
        );
        var metrics = await session.ListAsync(
            $"""
            SELECT m.version, m.key, m.value FROM {concerned}
            JOIN version_metrics m ON m.model = v.model AND m.version = v.number
            """,
            row =>
                (
                    Version: row.GetInt32(0),
                    Key: row.GetString(1),
                    Value: row.IsDBNull(2) ? double.NaN : row.GetDouble(2)
                ),
            parameters
        );
        var checks = await session.ListChecksOfAsync(concerned, parameters);
        var traitsOf = traits.ToDictionary(trait => trait.Version);
        var metricsOf = metrics.ToLookup(metric => metric.Version);
        var checksOf = checks.ToLookup(check => check.Artifact);
        return
        [
            .. versions.Select(version =>
                Describe(
                    version,
                    traitsOf[version.Number],
                    metricsOf[version.Number]
                        .OrderBy(metric => metric.Key, StringComparer.Ordinal)
                        .ToDictionary(metric => metric.Key, metric => metric.Value),
                    version.Manifest is { } artifact ? [.. checksOf[artifact]] : []
                )
            ),
        ];
    }

    private static VersionFacts Describe(
        ModelVersion version,
        Traits traits,
        IReadOnlyDictionary<string, double> logged,
        IReadOnlyList<ExternalCheck> checks
    ) =>
        new(version)
        {
            Signature = traits.Reading?.Signature,
            SignatureProblem = traits.Reading?.Problem,
            SignatureFiles = traits.SignatureFiles,
            Size = traits.Size,
            InStageSince = traits.InStageSince ?? version.CreatedAt,
            Logged = logged,
            Checks = checks,
        };

    private static Traits MapTraits(DbDataReader row) =>
        new(
            Version: row.GetInt32(0),
            Reading: ManifestRows.MapSignature(row, 1),
            Size: row.IsDBNull(3) ? null : row.GetInt64(3),
            SignatureFiles: ManifestRows.MapSignatureFiles(row, 4),
            InStageSince: row.IsDBNull(5) ? null : row.GetTime(5)
        );

    private sealed record Traits(
        int Version,
        SignatureReading? Reading,
        long? Size,
        IReadOnlyList<SignatureFile> SignatureFiles,
        DateTimeOffset? InStageSince
    );
}
