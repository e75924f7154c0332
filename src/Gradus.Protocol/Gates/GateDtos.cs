namespace Gradus.Protocol.Gates;

/// <summary>Sets a gate aside for a version and a stage.</summary>
/// <param name="Stage">The stage it wants into.</param>
/// <param name="Gate">The gate's name as results show it.</param>
/// <param name="Reason">Why.</param>
/// <param name="ExpiresAt">Until when, in Unix milliseconds.</param>
public sealed record GrantWaiverDto(string Stage, string Gate, string Reason, long ExpiresAt);

/// <summary>A gate set aside. Times are Unix milliseconds.</summary>
/// <param name="RevokedAt">When it was taken back; absent if it was not.</param>
public sealed record WaiverDto(
    string Id,
    string Model,
    int Version,
    string Stage,
    string Gate,
    string Reason,
    string Actor,
    long CreatedAt,
    long ExpiresAt,
    long? RevokedAt
);

/// <summary>Waivers, newest first.</summary>
public sealed record WaiverListDto(IReadOnlyList<WaiverDto> Waivers);

/// <summary>Reports what a check outside found.</summary>
/// <param name="Name">What the check is called.</param>
/// <param name="Verdict">passed, failed, inconclusive or error.</param>
/// <param name="Summary">What it found, in a sentence.</param>
/// <param name="Url">Where it can be read up.</param>
/// <param name="Digest">The digest it was made on: refused if the version's is another. Absent for the version's.</param>
public sealed record ReportCheckDto(
    string Name,
    string Verdict,
    string? Summary = null,
    string? Url = null,
    string? Digest = null
);

/// <summary>What a check outside reported, and for which model. Times are Unix milliseconds.</summary>
public sealed record CheckDto(
    string Id,
    string ArtifactDigest,
    string Name,
    string Verdict,
    string Summary,
    string Url,
    string Reporter,
    long ReportedAt,
    string Model
);

/// <summary>Reports on a version's bytes, newest first.</summary>
public sealed record CheckListDto(IReadOnlyList<CheckDto> Checks);

/// <summary>Logs metrics for a version.</summary>
/// <param name="Metrics">By name; NaN where undefined.</param>
public sealed record LogMetricsDto(IReadOnlyDictionary<string, double> Metrics);

/// <summary>A metric logged for a version. Times are Unix milliseconds.</summary>
public sealed record LoggedMetricDto(string Name, double Value, string LoggedBy, long LoggedAt);

/// <summary>The metrics logged for a version, by name.</summary>
public sealed record LoggedMetricListDto(IReadOnlyList<LoggedMetricDto> Metrics);
