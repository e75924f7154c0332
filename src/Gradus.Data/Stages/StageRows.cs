using System.Data.Common;
using Gradus.Core.Errors;
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

    private const string UpsertSql = """
        INSERT INTO stages (name, folded, position, description, kind, occupancy)
        VALUES (@name, @folded, @position, @description, @kind, @occupancy)
        ON CONFLICT (name) DO UPDATE
        SET position = excluded.position, description = excluded.description, occupancy = excluded.occupancy
        """;

    private const string CrowdedSql = """
        SELECT model FROM versions
        WHERE stage = @stage
        GROUP BY model
        HAVING COUNT(*) > 1
        ORDER BY model
        LIMIT 1
        """;

    private const string MarkSoleSql = """
        UPDATE versions SET sole = @sole
        WHERE stage = @stage
        """;

    public static async Task<StageCatalog> ListStagesAsync(this Session session) =>
        session.Stages ??= new(await session.ListAsync(ListSql, Map));

    /// <summary>
    /// The catalogue; until the transaction ends nobody deletes or narrows the stage, and no policy comes into force: what is
    /// decided by the rules for the stage reads them after this.
    /// </summary>
    public static async Task<StageCatalog> HoldStageAsync(this Session session, string name)
    {
        if (session.HeldStages.Add(name))
        {
            session.Stages = null;
            await session.ListAsync(HoldSql, row => row.GetString(0), ("@name", name));
        }

        return await session.ListStagesAsync();
    }

    /// <summary>The catalogue; until the transaction ends nobody changes it or moves a version.</summary>
    public static async Task<StageCatalog> LockStagesAsync(this Session session)
    {
        session.Stages = null;
        await session.ListAsync(LockSql, row => row.GetString(0));
        return await session.ListStagesAsync();
    }

    /// <summary>Widens or narrows a stage; refused while a model has more versions in it than one.</summary>
    public static async Task<Error?> SetOccupancyAsync(this Session session, string stage, Occupancy occupancy)
    {
        if (occupancy == Occupancy.One && await session.FindCrowdAsync(stage) is { } crowded)
        {
            return crowded;
        }

        await session.ExecuteAsync(MarkSoleSql, ("@stage", stage), ("@sole", occupancy == Occupancy.One ? 1 : null));
        return null;
    }

    /// <summary>Why a stage cannot be narrowed to one version; null if it can.</summary>
    public static async Task<Error?> FindCrowdAsync(this Session session, string stage) =>
        await session.FindAsync(CrowdedSql, row => row.GetString(0), ("@stage", stage)) is { } model
            ? Error.Conflict(
                $"Stage '{stage}' cannot be narrowed to one version: it holds several of '{model}'. Move them first.",
                stage
            )
            : null;

    /// <summary>Writes the catalogue as a whole.</summary>
    public static async Task SaveStagesAsync(this Session session, StageCatalog catalog)
    {
        session.Stages = null;
        foreach (var stage in catalog.Stages)
        {
            await session.ExecuteAsync(
                UpsertSql,
                ("@name", stage.Name),
                ("@folded", StageName.Fold(stage.Name)),
                ("@position", stage.Position),
                ("@description", stage.Description),
                ("@kind", KindOf(stage.Kind)),
                ("@occupancy", stage.Occupancy == Occupancy.One ? "one" : "many")
            );
        }
    }

    private static string KindOf(StageKind kind) =>
        kind switch
        {
            StageKind.Initial => "initial",
            StageKind.Archive => "archive",
            _ => "active",
        };

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
