using Gradus.Core.Errors;
using Gradus.Core.Stages;

namespace Gradus.Data.Stages;

/// <summary>The registered stages: a small catalogue, changed rarely and always as a whole.</summary>
public sealed class StageStore(Database database)
{
    private const string UpsertSql = """
        INSERT INTO stages (name, folded, position, description, kind, occupancy)
        VALUES (@name, @folded, @position, @description, @kind, @occupancy)
        ON CONFLICT (name) DO UPDATE
        SET position = excluded.position, description = excluded.description, occupancy = excluded.occupancy
        """;

    private const string DeleteSql = """
        DELETE FROM stages
        WHERE name = @name
        """;

    private const string OccupiedSql = """
        SELECT COUNT(*) FROM versions
        WHERE stage = @stage
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

    /// <summary>All stages in their order.</summary>
    public Task<StageCatalog> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(session => session.ListStagesAsync(), cancellationToken);

    /// <summary>Registers a stage.</summary>
    /// <param name="position">Its place in the order; null for right before the archive stage.</param>
    public Task<Result<Stage>> CreateAsync(StageName name, string description, Occupancy occupancy, int? position) =>
        ChangeAsync(stages => stages.Add(name, description, occupancy, position), name.Value);

    /// <summary>Changes a stage; null leaves a property as it is. Narrowing to one holder is refused while a model has more.</summary>
    public Task<Result<Stage>> UpdateAsync(string name, string? description, Occupancy? occupancy, int? position) =>
        database.WriteAsync<Stage>(async session =>
        {
            var before = await session.LockStagesAsync();
            if (!before.Change(name, description, occupancy, position).Try(out var after, out var error))
            {
                return error;
            }

            if (
                occupancy is { } asked
                && asked != before.Find(name)!.Occupancy
                && await SetOccupancyAsync(session, name, asked) is { } crowded
            )
            {
                return crowded;
            }

            await SaveAsync(session, after);
            return after.Find(name)!;
        });

    /// <summary>Deletes a stage that nothing is in.</summary>
    public Task<Result<Done>> DeleteAsync(string name) =>
        database.WriteAsync<Done>(async session =>
        {
            var before = await session.LockStagesAsync();
            if (!before.Remove(name).Try(out var after, out var error))
            {
                return error;
            }

            var holders = await session.FindNumberAsync(OccupiedSql, ("@stage", name));
            if (holders > 0)
            {
                return Error.Conflict(
                    $"Stage '{name}' cannot be deleted: it holds {holders} version{(holders == 1 ? "" : "s")}. Move them first.",
                    name
                );
            }

            await session.ExecuteAsync(DeleteSql, ("@name", name));
            await SaveAsync(session, after);
            return default(Done);
        });

    private Task<Result<Stage>> ChangeAsync(Func<StageCatalog, Result<StageCatalog>> change, string name) =>
        database.WriteAsync<Stage>(async session =>
        {
            if (!change(await session.LockStagesAsync()).Try(out var after, out var error))
            {
                return error;
            }

            await SaveAsync(session, after);
            return after.Find(name)!;
        });

    private static async Task<Error?> SetOccupancyAsync(Session session, string stage, Occupancy occupancy)
    {
        var crowded = await session.FindAsync(CrowdedSql, row => row.GetString(0), ("@stage", stage));
        if (occupancy == Occupancy.One && crowded is not null)
        {
            return Error.Conflict(
                $"Stage '{stage}' cannot be narrowed to one version: it holds several of '{crowded}'. Move them first.",
                stage
            );
        }

        await session.ExecuteAsync(MarkSoleSql, ("@stage", stage), ("@sole", occupancy == Occupancy.One ? 1 : null));
        return null;
    }

    private static async Task SaveAsync(Session session, StageCatalog catalog)
    {
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
}
