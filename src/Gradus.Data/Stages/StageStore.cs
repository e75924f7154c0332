using Gradus.Core;
using Gradus.Core.Errors;
using Gradus.Core.Ledger;
using Gradus.Core.Stages;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;

namespace Gradus.Data.Stages;

/// <summary>The registered stages: a small catalogue, changed rarely and always as a whole.</summary>
public sealed class StageStore(Database database)
{
    private const string DeleteSql = """
        DELETE FROM stages
        WHERE name = @name
        """;

    private const string OccupiedSql = """
        SELECT COUNT(*) FROM versions
        WHERE stage = @stage
        """;

    /// <summary>All stages in their order.</summary>
    public Task<StageCatalog> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(session => session.ListStagesAsync(), cancellationToken);

    /// <summary>That a stage is not registered, in words that teach; null if it is, or none is named.</summary>
    public async Task<Error?> FindUnknownAsync(string? name, CancellationToken cancellationToken) =>
        name is null || (await ListAsync(cancellationToken)).Get(name).Try(out _, out var unknown) ? null : unknown;

    /// <summary>Registers a stage.</summary>
    /// <param name="position">Its place in the order; null for right before the archive stage.</param>
    public Task<Result<Stage>> CreateAsync(
        StageName name,
        string description,
        Occupancy occupancy,
        int? position,
        Caller caller
    ) => ChangeAsync(stages => stages.Add(name, description, occupancy, position), name.Value, caller);

    /// <summary>Changes a stage; null leaves a property as it is. Narrowing to one holder is refused while a model has more.</summary>
    public Task<Result<Stage>> UpdateAsync(
        string name,
        string? description,
        Occupancy? occupancy,
        int? position,
        Caller caller
    ) =>
        database.WriteAsync<Stage>(async session =>
        {
            session.Declare(caller, LedgerAction.StageUpdate, Subjects.Stage(name));
            var before = await session.LockStagesAsync();
            if (!before.Change(name, description, occupancy, position).Try(out var after, out var error))
            {
                return error;
            }

            if (
                occupancy is not null
                && (await session.FindPolicyStageAsync(name))?.Occupancy is { } ofPolicy
                && ofPolicy != occupancy
            )
            {
                return Error.Conflict($"The policy says how many versions '{name}' holds; change it there.", name);
            }

            if (position is not null && await FindDisorderAsync(session, after, name) is { } disorder)
            {
                return disorder;
            }

            if (
                occupancy is { } asked
                && asked != before.Find(name)!.Occupancy
                && await session.SetOccupancyAsync(name, asked) is { } crowded
            )
            {
                return crowded;
            }

            await session.SaveStagesAsync(after);
            return after.Find(name)!;
        });

    /// <summary>Deletes a stage that nothing is in.</summary>
    public Task<Result<Done>> DeleteAsync(string name, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.StageDelete, Subjects.Stage(name));
            var before = await session.LockStagesAsync();
            if (!before.Remove(name).Try(out var after, out var error))
            {
                return error;
            }

            if (await session.FindPolicyStageAsync(name) is not null)
            {
                return Error.Conflict(
                    $"Stage '{name}' cannot be deleted: the policy registers it. Take it out of the policy first.",
                    name
                );
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
            await session.SaveStagesAsync(after);
            return default(Done);
        });

    // Stages that the policy orders keep the order that it has them in.
    private static async Task<Error?> FindDisorderAsync(Session session, StageCatalog stages, string name)
    {
        string[] ordered = [.. (await session.GetPolicyAsync()).Policy.Stages.Select(stage => stage.Name.Value)];
        return stages.Stages.Select(stage => stage.Name).Where(ordered.Contains).SequenceEqual(ordered)
            ? null
            : Error.Conflict(
                $"The policy orders its stages: {string.Join(", ", ordered)}; change their order there.",
                name
            );
    }

    private Task<Result<Stage>> ChangeAsync(
        Func<StageCatalog, Result<StageCatalog>> change,
        string name,
        Caller caller
    ) =>
        database.WriteAsync<Stage>(async session =>
        {
            session.Declare(caller, LedgerAction.StageCreate, Subjects.Stage(name));
            if (!change(await session.LockStagesAsync()).Try(out var after, out var error))
            {
                return error;
            }

            await session.SaveStagesAsync(after);
            return after.Find(name)!;
        });
}
