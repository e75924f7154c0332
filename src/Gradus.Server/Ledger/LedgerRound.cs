namespace Gradus.Server.Ledger;

/// <summary>Signs the ledger every minute, if it has grown: nobody has to ask for it to be bound to what it is.</summary>
internal sealed class LedgerRound(LedgerSigner signer, ILogger<LedgerRound> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                await signer.SignAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LedgerLog.RoundFailed(logger, e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
