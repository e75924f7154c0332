using Gradus.Protocol.Work;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Hosting;

/// <summary>One piece of work from lease to outcome: keeps the lease alive while it is done, then reports.</summary>
internal sealed class WorkRun(
    WorkDto work,
    string worker,
    WorkClient client,
    Workshop workshop,
    TimeProvider clock,
    ILogger logger
)
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    /// <summary>Carries the work out. If the lease is lost, what is under way is killed and nothing is reported.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var what = What();
        logger.WorkTaken(work.Id, work.Attempt, what, work.Artifact.Digest);
        var began = clock.GetTimestamp();
        var outcome = await DoUnderLeaseAsync(ct).ConfigureAwait(false);
        if (outcome is not null && await ReportAsync(outcome, ct).ConfigureAwait(false))
        {
            var seconds = clock.GetElapsedTime(began).TotalSeconds;
            logger.WorkEnded(work.Id, outcome.Outcome, seconds, outcome.Reason is { } why ? $": {why}" : ".");
        }
    }

    private string What() =>
        work switch
        {
            { Groups.Column: var column } => $"groups by {column}",
            { Reference.Name: var reference, Dataset.Name: var dataset } =>
                $"drift of data set {dataset} from {reference}",
            { Kind: "compare", Dataset.Name: var dataset } => $"predictions on data set {dataset}",
            { Dataset.Name: var dataset } => $"data set {dataset}",
            { Command.Name: var command } => $"test command {command}",
            { Webhook.Name: var webhook } => $"webhook {webhook}",
            _ => work.Kind,
        };

    private async Task<OutcomeDto?> DoUnderLeaseAsync(CancellationToken ct)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var heartbeat = KeepLeaseAsync(held);
        try
        {
            var ending = await workshop.DoAsync(work, held.Token).ConfigureAwait(false);
            return ending.ToOutcome(work.Lease, worker);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            logger.LeaseLost(work.Id);
            return null;
        }
        finally
        {
            await held.CancelAsync().ConfigureAwait(false);
            await heartbeat.ConfigureAwait(false);
        }
    }

    // Cancels the source when the server says that the lease is lost. A server that does not answer may be back in time.
    private async Task KeepLeaseAsync(CancellationTokenSource held)
    {
        var interval = TimeSpan.FromSeconds(Math.Max(work.LeaseSeconds, 1) / 3.0);
        try
        {
            while (true)
            {
                await Task.Delay(interval, clock, held.Token).ConfigureAwait(false);
                if (!await IsHeldAsync(held.Token).ConfigureAwait(false))
                {
                    await held.CancelAsync().ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over, one way or the other.
        }
    }

    private async Task<bool> IsHeldAsync(CancellationToken ct)
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

    private async Task<bool> ReportAsync(OutcomeDto outcome, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var accepted = await client.ReportAsync(work.Id, outcome, ct).ConfigureAwait(false);
                if (!accepted)
                {
                    logger.LeaseLost(work.Id);
                }

                return accepted;
            }
            catch (ServerException e) when (e.IsTransient)
            {
                if (_backoff.Failures == 0)
                {
                    logger.ServerLost(e.Message);
                }

                await Task.Delay(_backoff.Next(), clock, ct).ConfigureAwait(false);
            }
            catch (ServerException e)
            {
                logger.OutcomeRefused(work.Id, e.Message);
                return false;
            }
        }
    }
}
