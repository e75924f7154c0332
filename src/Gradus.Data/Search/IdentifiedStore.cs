using Gradus.Data.Models;

namespace Gradus.Data.Search;

/// <summary>What has an id that people type.</summary>
public enum Identified
{
    /// <summary>A promotion.</summary>
    Promotion,

    /// <summary>A hold.</summary>
    Hold,

    /// <summary>A waiver.</summary>
    Waiver,
}

/// <summary>What an id names.</summary>
/// <param name="Id">The whole id.</param>
/// <param name="Model">The registered model that it is about; null if it is about all.</param>
public sealed record IdentifiedRow(string Id, string? Model);

/// <summary>Finds what has an id by how the id begins.</summary>
public sealed class IdentifiedStore(Database database)
{
    // After every hexadecimal digit.
    private const string End = "g";

    private const string PromotionsSql = """
        SELECT id, model FROM promotions
        WHERE id >= @from AND id < @to
        ORDER BY id
        LIMIT 5
        """;

    private const string HoldsSql = """
        SELECT id, model FROM holds
        WHERE id >= @from AND id < @to
        ORDER BY id
        LIMIT 5
        """;

    private const string WaiversSql = """
        SELECT id, model FROM waivers
        WHERE id >= @from AND id < @to
        ORDER BY id
        LIMIT 5
        """;

    /// <summary>The first whose ids begin so.</summary>
    /// <param name="kind">Of what.</param>
    /// <param name="prefix">Hexadecimal digits in lower case.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public Task<List<IdentifiedRow>> ListAsync(Identified kind, string prefix, CancellationToken cancellationToken) =>
        database.QueryAsync(
            session =>
                session.ListAsync(
                    SqlOf(kind),
                    row => new IdentifiedRow(row.GetString(0), row.GetText(1)),
                    ("@from", prefix),
                    ("@to", prefix + End)
                ),
            cancellationToken
        );

    private static string SqlOf(Identified kind) =>
        kind switch
        {
            Identified.Promotion => PromotionsSql,
            Identified.Hold => HoldsSql,
            _ => WaiversSql,
        };
}
