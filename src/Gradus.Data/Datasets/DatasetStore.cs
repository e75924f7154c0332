using System.Text.Json;
using Gradus.Core;
using Gradus.Core.Artifacts;
using Gradus.Core.Datasets;
using Gradus.Core.Errors;
using Gradus.Core.Faults;
using Gradus.Core.Ledger;
using Gradus.Core.Models;
using Gradus.Data.Ledger;
using Gradus.Data.Policies;

namespace Gradus.Data.Datasets;

/// <summary>Registered data sets: a name that points at a file by its digest. Evidence keeps the digest, not the name.</summary>
public sealed class DatasetStore(Database database)
{
    private const string PutSql = """
        INSERT INTO datasets (name, digest, size, label, ignored, task, query, created_by, created_at)
        VALUES (@name, @digest, @size, @label, @ignored, @task, @query, @created_by, @now)
        ON CONFLICT (name) DO UPDATE
        SET digest = excluded.digest, size = excluded.size, label = excluded.label, ignored = excluded.ignored,
            task = excluded.task, query = excluded.query, created_by = excluded.created_by, created_at = excluded.created_at
        """;

    private const string DeleteSql = """
        DELETE FROM datasets
        WHERE name = @name
        """;

    /// <summary>Registers a data set, or points the name at another file.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="file">The blob of the file, already stored.</param>
    /// <param name="size">Bytes of the file.</param>
    /// <param name="columns">The part that its columns play.</param>
    /// <param name="caller">Who registers it.</param>
    public Task<Result<Dataset>> PutAsync(
        ModelName name,
        Digest file,
        long size,
        DatasetColumns columns,
        Caller caller
    ) =>
        database.WriteAsync<Dataset>(async session =>
        {
            session.Declare(caller, LedgerAction.DatasetRegister, Subjects.Dataset(name.Value));
            if (
                await session.FindDatasetAsync(name.Value) is not null
                && await session.FindObjectionToDatasetAsync(name.Value, caller) is { } objection
            )
            {
                return objection;
            }

            await session.ExecuteAsync(
                PutSql,
                ("@name", name.Value),
                ("@digest", file.Hex),
                ("@size", size),
                ("@label", columns.Label),
                ("@ignored", JsonSerializer.Serialize(columns.Ignore, DataJson.Default.IReadOnlyListString)),
                ("@task", columns.Task.Word()),
                ("@query", columns.Query),
                ("@created_by", caller.Actor),
                ("@now", session.Now.ToUnixTimeMilliseconds())
            );
            Failpoints.Pass(Failpoint.DatasetPut);
            return new Dataset(name.Value, file, size, columns, caller.Actor, session.Now);
        });

    /// <summary>All data sets, by name.</summary>
    public Task<List<Dataset>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync(session => session.ListDatasetsAsync(), cancellationToken);

    /// <summary>The data set of this name.</summary>
    public Task<Result<Dataset>> GetAsync(string name, CancellationToken cancellationToken) =>
        database.QueryAsync<Result<Dataset>>(
            async session =>
                await session.FindDatasetAsync(name) is { } dataset ? dataset : Error.DatasetNotFound(name),
            cancellationToken
        );

    /// <summary>Forgets a name; evidence that was gained on the data set stays.</summary>
    public Task<Result<Done>> DeleteAsync(string name, Caller caller) =>
        database.WriteAsync<Done>(async session =>
        {
            session.Declare(caller, LedgerAction.DatasetDelete, Subjects.Dataset(name));
            return await session.FindObjectionToDatasetAsync(name, caller) is { } objection ? objection
                : await session.ExecuteAsync(DeleteSql, ("@name", name)) > 0 ? default(Done)
                : Error.DatasetNotFound(name);
        });
}
