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

/// <summary>Finds whole ids by how they begin.</summary>
public sealed class IdPrefixStore(Database database)
{
    // After every hexadecimal digit.
    private const string End = "g";

    private const string PromotionsSql = """
        SELECT id FROM promotions
        WHERE id >= @from AND id < @to
        ORDER BY id
        LIMIT 5
        """;

    private const string HoldsSql = """
        SELECT id FROM holds
        WHERE id >= @from AND id < @to
        ORDER BY id
        LIMIT 5
        """;

    private const string WaiversSql = """
        SELECT id FROM waivers
        WHERE id >= @from AND id < @to
        ORDER BY id
        LIMIT 5
        """;

    /// <summary>The first ids that begin so.</summary>
    /// <param name="kind">Of what.</param>
    /// <param name="prefix">Hexadecimal digits in lower case.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public Task<List<string>> ListAsync(Identified kind, string prefix, CancellationToken cancellationToken) =>
        database.QueryAsync(
            session =>
                session.ListAsync(SqlOf(kind), row => row.GetString(0), ("@from", prefix), ("@to", prefix + End)),
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
