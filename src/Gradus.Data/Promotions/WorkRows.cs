using System.Text.Json;
using Gradus.Core.Artifacts;
using Gradus.Core.Work;

namespace Gradus.Data.Promotions;

/// <summary>Asks for work, inside the transactions of promotions and of plans.</summary>
internal static class WorkRows
{
    private const string AskSql = """
        INSERT INTO work (manifest, dataset, task, spec, attempt, runner, created_at)
        VALUES (@manifest, @dataset, @task, @spec, 0, @runner, @now)
        ON CONFLICT (manifest, task) DO UPDATE SET runner = excluded.runner
        WHERE work.runner IS NULL
            AND excluded.runner IS NOT NULL
            AND (work.lease_until IS NULL OR work.lease_until < @now)
        """;

    private const string AskedSql = """
        SELECT 1 FROM work
        WHERE manifest = @manifest AND task = @task
            AND (runner IS NOT NULL OR @runner = '' OR lease_until >= @now)
        """;

    private const string ArtifactsSql = "SELECT manifest FROM work WHERE task = @task";

    /// <summary>Whether a piece of work is asked for already, of a runner if the request names one and nobody is at it.</summary>
    public static async Task<bool> IsAskedForAsync(this Session session, WorkRequest request) =>
        await session.FindNumberAsync(
            AskedSql,
            ("@manifest", request.Artifact.Hex),
            ("@task", request.Task.Digest.Hex),
            ("@runner", request.Runner ?? ""),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        )
            is not null;

    /// <summary>The work at some tasks that is asked for already, by the digests of artifact and task.</summary>
    public static async Task<HashSet<(Digest, Digest)>> ListAskedForAsync(
        this Session session,
        IEnumerable<Digest> tasks
    )
    {
        var asked = new HashSet<(Digest, Digest)>();
        foreach (var task in tasks.Distinct())
        {
            var artifacts = await session.ListAsync(
                ArtifactsSql,
                row => Digest.Parse(row.GetString(0)).Value,
                ("@task", task.Hex)
            );
            asked.UnionWith(artifacts.Select(artifact => (artifact, task)));
        }

        return asked;
    }

    /// <summary>
    /// Asks for a piece of work; one that is asked for already is not asked for twice. The first who names a runner decides
    /// where it is done, so that promotions which name different ones do not take it from each other.
    /// </summary>
    public static Task AskForWorkAsync(this Session session, WorkRequest request) =>
        session.ExecuteAsync(
            AskSql,
            ("@manifest", request.Artifact.Hex),
            ("@dataset", request.Task.Dataset?.ParsedDigest.Hex),
            ("@task", request.Task.Digest.Hex),
            ("@spec", JsonSerializer.Serialize(request.Task, DataJson.Default.WorkTask)),
            ("@runner", request.Runner),
            ("@now", session.Now.ToUnixTimeMilliseconds())
        );
}
