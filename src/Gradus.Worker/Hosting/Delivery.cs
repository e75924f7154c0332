using Gradus.Protocol.Work;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Hosting;

/// <summary>What became of an outcome that was brought to the server.</summary>
internal enum Delivered
{
    /// <summary>It is kept.</summary>
    Kept,

    /// <summary>The lease is lost, and the outcome with it.</summary>
    TooLate,

    /// <summary>The server would not have it.</summary>
    Refused,
}

/// <summary>Brings outcomes to the server, and tries again while it does not answer.</summary>
internal sealed class Delivery(WorkClient client, TimeProvider clock, ILogger logger)
{
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    /// <summary>Says how a piece of work ended.</summary>
    public async Task<Delivered> BringAsync(string work, OutcomeDto outcome, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var accepted = await client.ReportAsync(work, outcome, ct).ConfigureAwait(false);
                if (!accepted)
                {
                    logger.LeaseLost(work);
                }

                return accepted ? Delivered.Kept : Delivered.TooLate;
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
                logger.OutcomeRefused(work, e.Message);
                return Delivered.Refused;
            }
        }
    }
}
