using Gradus.Protocol.Work;
using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Hosting;

/// <summary>One piece of work that somebody else has leased and handed on: fetched, done and brought back like any other.</summary>
/// <param name="id">The work's id.</param>
/// <param name="lease">The lease it is held under.</param>
/// <param name="worker">Who does it.</param>
/// <param name="client">The server.</param>
/// <param name="workshop">Does it.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="logger">Tells whoever runs it.</param>
internal sealed class Errand(
    string id,
    string lease,
    string worker,
    WorkClient client,
    Workshop workshop,
    TimeProvider clock,
    ILogger logger
)
{
    /// <summary>The variable that holds the work's id.</summary>
    public const string WorkVariable = "GRADUS_WORK_ID";

    /// <summary>The variable that holds its lease.</summary>
    public const string LeaseVariable = "GRADUS_WORK_LEASE";

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5));

    /// <summary>Runs it; false if the server would not hand the work out, or not have its outcome. Work that is lost is no failure.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        try
        {
            if (await FetchAsync(ct).ConfigureAwait(false) is not { } work)
            {
                logger.LeaseLost(id);
                return true;
            }

            var run = new WorkRun(work, worker, client, workshop, clock, logger);
            return await run.RunAsync(ct).ConfigureAwait(false) != Delivered.Refused;
        }
        catch (ServerException e)
        {
            logger.ErrandFailed(id, e.Message);
            return false;
        }
    }

    private async Task<WorkDto?> FetchAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await client.FindAsync(id, lease, ct).ConfigureAwait(false);
            }
            catch (ServerException e) when (e.IsTransient)
            {
                if (_backoff.Failures == 0)
                {
                    logger.ServerLost(e.Message);
                }

                await Task.Delay(_backoff.Next(), clock, ct).ConfigureAwait(false);
            }
        }
    }
}
