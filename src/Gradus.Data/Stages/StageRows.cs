using System.Data.Common;
using Gradus.Core.Stages;

namespace Gradus.Data.Stages;

/// <summary>Reads the registered stages.</summary>
internal static class StageRows
{
    private const string ListSql = """
        SELECT name, position, description, kind, occupancy FROM stages
        ORDER BY position
        """;

    private const string HoldSql = """
        SELECT name FROM stages
        WHERE name = @name
        FOR SHARE
        """;

    private const string LockSql = """
        SELECT name FROM stages
        ORDER BY name
        FOR UPDATE
        """;

    public static async Task<StageCatalog> ListStagesAsync(this Session session) =>
        new(await session.ListAsync(ListSql, Map));

    /// <summary>The catalogue; until the transaction ends nobody deletes or narrows the stage.</summary>
    public static async Task<StageCatalog> HoldStageAsync(this Session session, string name)
    {
        await session.ListAsync(HoldSql, row => row.GetString(0), ("@name", name));
        return await session.ListStagesAsync();
    }

    /// <summary>The catalogue; until the transaction ends nobody changes it or moves a version.</summary>
    public static async Task<StageCatalog> LockStagesAsync(this Session session)
    {
        await session.ListAsync(LockSql, row => row.GetString(0));
        return await session.ListStagesAsync();
    }

    private static Stage Map(DbDataReader row) =>
        new(
            Name: row.GetString(0),
            Position: row.GetInt32(1),
            Description: row.GetString(2),
            Kind: row.GetString(3) switch
            {
                "initial" => StageKind.Initial,
                "archive" => StageKind.Archive,
                _ => StageKind.Active,
            },
            Occupancy: row.GetString(4) == "one" ? Occupancy.One : Occupancy.Many
        );
}
