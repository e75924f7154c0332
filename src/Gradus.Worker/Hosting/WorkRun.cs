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
    private readonly Delivery _delivery = new(client, clock, logger);

    /// <summary>Carries the work out. If the lease is lost, what is under way is killed and nothing is reported.</summary>
    public async Task<Delivered> RunAsync(CancellationToken ct)
    {
        var what = What();
        logger.WorkTaken(work.Id, work.Attempt, what, work.Artifact.Digest);
        var began = clock.GetTimestamp();
        var outcome = await DoUnderLeaseAsync(ct).ConfigureAwait(false);
        var delivered = outcome is null
            ? Delivered.TooLate
            : await _delivery.BringAsync(work.Id, outcome, ct).ConfigureAwait(false);
        if (outcome is not null && delivered == Delivered.Kept)
        {
            var seconds = clock.GetElapsedTime(began).TotalSeconds;
            logger.WorkEnded(work.Id, outcome.Outcome, seconds, outcome.Reason is { } why ? $": {why}" : ".");
        }

        return delivered;
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
}
