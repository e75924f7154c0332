using Gradus.Protocol.Work;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Hosting;

/// <summary>Asks the server for work, carries it out piece by piece, and goes on whatever comes of it.</summary>
internal sealed class Agent(
    AgentOptions options,
    WorkClient client,
    Workshop workshop,
    TimeProvider clock,
    ILogger logger
)
{
    /// <summary>A server that answers "nothing" at once is not asked more often than this.</summary>
    public static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));

    /// <summary>Runs until cancelled. Nothing that is under way is finished then.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        logger.Started(options.Name, options.Server);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await TakeWorkAsync(ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                break;
            }
        }

        logger.Stopped(options.Name);
    }

    private async Task TakeWorkAsync(CancellationToken ct)
    {
        try
        {
            var asked = clock.GetTimestamp();
            var work = await client.LeaseAsync(options.Name, options.WaitSeconds, ct).ConfigureAwait(false);
            NoteAnswer();
            if (work is not null)
            {
                await CarryOutAsync(work, ct).ConfigureAwait(false);
            }
            else if (clock.GetElapsedTime(asked) < ShortestPause)
            {
                await Task.Delay(ShortestPause, clock, ct).ConfigureAwait(false);
            }
        }
        catch (ServerException e)
        {
            await WaitForServerAsync(e, ct).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The worker's loop is where faults end: the lease runs out and the server hands the work out again.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.Failed(e);
            await Task.Delay(_backoff.Next(), clock, ct).ConfigureAwait(false);
        }
    }

    private Task<Delivered> CarryOutAsync(WorkDto work, CancellationToken ct)
    {
        var run = new WorkRun(work, options.Name, client, workshop, clock, logger);
        return run.RunAsync(ct);
    }

    private void NoteAnswer()
    {
        if (_backoff.Failures > 0)
        {
            logger.ServerBack();
        }

        _backoff.Reset();
    }

    private Task WaitForServerAsync(ServerException problem, CancellationToken ct)
    {
        if (_backoff.Failures == 0)
        {
            logger.ServerLost(problem.Message);
        }

        return Task.Delay(_backoff.Next(), clock, ct);
    }
}
