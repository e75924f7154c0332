using Gradus.Protocol.Work;
using Gradus.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Kubernetes;

/// <summary>Makes the Job of a piece of work that was leased, and keeps the lease meanwhile.</summary>
internal sealed class JobStarter(
    DispatcherOptions options,
    JobForm form,
    WorkClient client,
    Cluster cluster,
    OpenJobs open,
    TimeProvider clock,
    ILogger logger
)
{
    private readonly Delivery _delivery = new(client, clock, logger);

    /// <summary>Makes it. What the cluster refuses is brought to the server as the work's outcome.</summary>
    public async Task StartAsync(WorkDto work, CancellationToken ct)
    {
        var runner =
            work.Runner
            ?? throw new ServerException(
                "The server handed out work for no runner: it is older than this dispatcher.",
                null
            );
        var job = new OpenJob(form.NamespaceOf(runner), form.NameOf(work), work.Id, work.Lease, work.LeaseSeconds);
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(work.LeaseSeconds / 3.0));
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await MakeAsync(job, work, runner, ct).ConfigureAwait(false);
                return;
            }
            catch (ClusterException e) when (e.IsTransient && clock.GetElapsedTime(began) < options.StartWithin)
            {
                if (backoff.Failures == 0)
                {
                    logger.ClusterLost(e.Message);
                }
            }
            catch (ClusterException e)
            {
                await RefuseAsync(work, $"No Job could be made. {e.Message}", ct).ConfigureAwait(false);
                return;
            }

            await Task.Delay(backoff.Next(), clock, ct).ConfigureAwait(false);
            if (!await IsHeldAsync(work, ct).ConfigureAwait(false))
            {
                logger.LeaseLost(work.Id);
                return;
            }
        }
    }

    // An answer that was lost leaves a Job that is there already, and ours. Another lease's is left from a registry that is no more.
    private async Task MakeAsync(OpenJob job, WorkDto work, WorkRunnerDto runner, CancellationToken ct)
    {
        try
        {
            await cluster.CreateAsync(job.Namespace, form.Fill(work, runner), ct).ConfigureAwait(false);
        }
        catch (ClusterException e) when (e.IsConflict)
        {
            var there = await cluster.FindAsync(job.Namespace, job.Name, ct).ConfigureAwait(false);
            if (there is null || JobForm.Read(there)?.Lease != work.Lease)
            {
                await cluster.DeleteAsync(job.Namespace, job.Name, ct).ConfigureAwait(false);
                throw new ClusterException(
                    $"A Job {job.Namespace}/{job.Name} of another lease was there, and is deleted.",
                    null,
                    e
                );
            }
        }

        open.Note(job);
        logger.JobMade(work.Id, work.Attempt, job.Namespace, job.Name, runner.Name);
    }

    private async Task RefuseAsync(WorkDto work, string reason, CancellationToken ct)
    {
        logger.JobFailed(work.Id, reason);
        var outcome = new Ending.Failed(reason).ToOutcome(work.Lease, options.Name);
        await _delivery.BringAsync(work.Id, outcome, ct).ConfigureAwait(false);
    }

    private async Task<bool> IsHeldAsync(WorkDto work, CancellationToken ct)
    {
        try
        {
            return await client.HeartbeatAsync(work.Id, work.Lease, ct).ConfigureAwait(false);
        }
        catch (ServerException)
        {
            return true;
        }
    }
}
