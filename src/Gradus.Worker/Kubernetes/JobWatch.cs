using System.Runtime.ExceptionServices;
using Gradus.Worker.Hosting;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Kubernetes;

/// <summary>
/// Looks at all Jobs of a server's work, whoever made them: keeps the leases of those that go on, brings what those failed with
/// that have failed, and deletes those that are over. It remembers nothing that the cluster does not tell again.
/// </summary>
internal sealed class JobWatch(
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

    /// <summary>Looks once. What goes wrong with one Job is told when the others have been looked at.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        Exception? problem = null;
        foreach (var space in open.Namespaces)
        {
            problem = await TryAsync(() => LookAsync(space, ct)).ConfigureAwait(false) ?? problem;
        }

        if (problem is not null)
        {
            ExceptionDispatchInfo.Throw(problem);
        }
    }

    private async Task LookAsync(string space, CancellationToken ct)
    {
        Exception? problem = null;
        var asked = open.Mark();
        var jobs = (await cluster.ListAsync(space, form.Selector, ct).ConfigureAwait(false))
            .Where(job => job.DeletionTimestamp() is null)
            .Select(job => (Job: job, About: JobForm.Read(job)))
            .Where(job => job.About is not null)
            .ToList();
        open.Keep(space, [.. jobs.Select(job => job.About!)], asked);
        foreach (var (job, about) in jobs)
        {
            if (open.Note(about!))
            {
                logger.JobFound(about!.Namespace, about.Name);
            }

            problem = await TryAsync(() => TendAsync(job, about!, ct)).ConfigureAwait(false) ?? problem;
        }

        if (problem is not null)
        {
            ExceptionDispatchInfo.Throw(problem);
        }
    }

    private static async Task<Exception?> TryAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is ServerException or ClusterException)
        {
            return e;
        }
    }

    private async Task TendAsync(V1Job job, OpenJob about, CancellationToken ct)
    {
        var pods = JobState.IsToldByPods(job)
            ? await cluster.ListPodsAsync(about.Namespace, about.Name, ct).ConfigureAwait(false)
            : [];
        switch (JobState.Of(job, pods))
        {
            case JobState.Ended when await client.HeartbeatAsync(about.Work, about.Lease, ct).ConfigureAwait(false):
                const string Silent =
                    "The Job ended without an outcome; its container must run gradus-worker with the option --once.";
                await FailAsync(about, Silent, ct).ConfigureAwait(false);
                break;
            case JobState.Failed failed:
                await FailAsync(about, $"{failed.Reason.TrimEnd('.')}.", ct).ConfigureAwait(false);
                break;
            case JobState.Waiting { IsSuspended: false } waiting when open.AgeOf(about) > options.StartWithin:
                var late = FormattableString.Invariant(
                    $"The Job's pod did not start within {options.StartWithin.TotalSeconds:0} s: {waiting.Why.TrimEnd('.')}."
                );
                await FailAsync(about, late, ct).ConfigureAwait(false);
                break;
            case JobState.Waiting or JobState.Running when await IsWantedAsync(about, ct).ConfigureAwait(false):
                break;
            default:
                await DeleteAsync(about, ct).ConfigureAwait(false);
                break;
        }
    }

    // Who brings its outcome, and whose work is taken away, has no lease any more.
    private async Task<bool> IsWantedAsync(OpenJob job, CancellationToken ct) =>
        !open.IsHeartbeatDue(job) || await client.HeartbeatAsync(job.Work, job.Lease, ct).ConfigureAwait(false);

    private async Task FailAsync(OpenJob job, string reason, CancellationToken ct)
    {
        logger.JobFailed(job.Work, reason);
        var outcome = new Ending.Failed(reason).ToOutcome(job.Lease, options.Name);
        await _delivery.BringAsync(job.Work, outcome, ct).ConfigureAwait(false);
        await DeleteAsync(job, ct).ConfigureAwait(false);
    }

    private async Task DeleteAsync(OpenJob job, CancellationToken ct)
    {
        await cluster.DeleteAsync(job.Namespace, job.Name, ct).ConfigureAwait(false);
        open.Forget(job);
        logger.JobDeleted(job.Namespace, job.Name);
    }
}
