using Gradus.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Kubernetes;

/// <summary>Takes the work of the policy's runners from the server and has it done by Jobs of a cluster.</summary>
internal sealed class Dispatcher
{
    private const string Runners = "kubernetes";

    private readonly DispatcherOptions _options;
    private readonly WorkClient _client;
    private readonly OpenJobs _open;
    private readonly JobStarter _starter;
    private readonly JobWatch _watch;
    private readonly Uri _cluster;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    public Dispatcher(DispatcherOptions options, WorkClient client, Cluster cluster, TimeProvider clock, ILogger logger)
    {
        var form = new JobForm(options);
        (_options, _client, _cluster, _clock, _logger) = (options, client, cluster.Address, clock, logger);
        _open = new OpenJobs(options.Namespace, clock);
        _starter = new JobStarter(options, form, client, cluster, _open, clock, logger);
        _watch = new JobWatch(options, form, client, cluster, _open, clock, logger);
    }

    /// <summary>Runs until cancelled. Jobs that are open then go on, and are found again.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        _logger.Dispatching(_options.Name, _options.Server, _cluster, _options.MaxJobs);
        // What is there already counts before anything is added.
        await RepeatAsync(_watch.LookAsync, once: true, ct).ConfigureAwait(false);
        await Task.WhenAll(RepeatAsync(WatchAsync, once: false, ct), RepeatAsync(TakeWorkAsync, once: false, ct))
            .ConfigureAwait(false);
        _logger.Stopped(_options.Name);
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        await Task.Delay(_options.Period, _clock, ct).ConfigureAwait(false);
        await _watch.LookAsync(ct).ConfigureAwait(false);
    }

    private async Task TakeWorkAsync(CancellationToken ct)
    {
        if (_open.Count >= _options.MaxJobs)
        {
            await Task.Delay(_options.Period, _clock, ct).ConfigureAwait(false);
            return;
        }

        var asked = _clock.GetTimestamp();
        var work = await _client.LeaseAsync(_options.Name, _options.WaitSeconds, ct, Runners).ConfigureAwait(false);
        if (work is not null)
        {
            await _starter.StartAsync(work, ct).ConfigureAwait(false);
        }
        else if (_clock.GetElapsedTime(asked) < Agent.ShortestPause)
        {
            await Task.Delay(Agent.ShortestPause, _clock, ct).ConfigureAwait(false);
        }
    }

    // Goes on whatever happens: what is lost is found again, or its lease runs out.
    private async Task RepeatAsync(Func<CancellationToken, Task> step, bool once, CancellationToken ct)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await step(ct).ConfigureAwait(false);
                backoff.Reset();
                if (once)
                {
                    return;
                }

                continue;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop is where faults end: the lease runs out and the server hands the work out again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Tell(e, backoff.Failures == 0);
            }

            await PauseAsync(backoff.Next(), ct).ConfigureAwait(false);
        }
    }

    private void Tell(Exception problem, bool isFirst)
    {
        if (problem is not (ServerException or ClusterException))
        {
            _logger.Failed(problem);
        }
        else if (isFirst)
        {
            _logger.ClusterLost(problem.Message);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken ct)
    {
        try
        {
            await Task.Delay(pause, _clock, ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop ends by itself.
        }
    }
}
