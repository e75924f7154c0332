using Gradus.Core.Errors;
using Gradus.Data.Models;
using Gradus.Data.Stages;

namespace Gradus.Data.Rollbacks;

/// <summary>Reads the bytes of versions, which the database only knows by their digests.</summary>
public interface IArtifactReader
{
    /// <summary>What is wrong with a version's bytes, read through; null if they are sound, or there is no such version.</summary>
    Task<string?> FindProblemAsync(string model, int number, CancellationToken cancellationToken);
}

/// <summary>
/// Finds where a stage may go back to. Integrity is never skipped: the bytes of the target are read through first, which
/// takes too long for a transaction.
/// </summary>
public sealed class RollbackTargets(Database database, IArtifactReader artifacts)
{
    /// <summary>
    /// The rollback, with its target named and read through. Former holders whose bytes are not sound are passed over, and
    /// stand in its problems; if none is left it names what it named before, and is refused when it is made.
    /// </summary>
    public async Task<RollbackRequest> ReadThroughAsync(RollbackRequest asked, CancellationToken cancellationToken)
    {
        var problems = new Dictionary<int, string>();
        var request = asked with { Problems = problems };
        while (await FindTargetAsync(request, cancellationToken) is { } target)
        {
            if (await artifacts.FindProblemAsync(asked.Model, target, cancellationToken) is not { } problem)
            {
                // What was read through is what is moved, whatever has happened meanwhile.
                return request with { To = target };
            }

            problems[target] = problem;
        }

        return request with
        {
            IsHopeless = true,
        };
    }

    /// <summary>Where a rollback would go now. The bytes are read through, nothing is written.</summary>
    public async Task<Result<RollbackTarget>> PlanAsync(RollbackRequest asked, CancellationToken cancellationToken)
    {
        var (model, stages) = await database.ReadAsync(
            async session => (await ModelStore.GetAsync(session, asked.Model), await session.ListStagesAsync()),
            cancellationToken
        );
        if (!model.Then(_ => RollbackRows.FindStage(stages, asked.Stage)).Try(out _, out var error))
        {
            return error;
        }

        // What was asked for stays asked for: of every other version it is not said why.
        var read = await ReadThroughAsync(asked, cancellationToken);
        return await ChooseAsync(read with { To = asked.To }, cancellationToken);
    }

    private async Task<int?> FindTargetAsync(RollbackRequest request, CancellationToken cancellationToken) =>
        (await ChooseAsync(request, cancellationToken)).Choice.Target?.Version.Number;

    private Task<RollbackTarget> ChooseAsync(RollbackRequest request, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async session => await RollbackRows.ChooseAsync(session, request, await session.ListStagesAsync()),
            cancellationToken
        );
}
