using Gradus.Data.Identities;
using Gradus.Server.Hosting;

namespace Gradus.Server.Identities;

/// <summary>
/// Writes down once a minute, and when the server stops, when tokens were last used. A server that is killed forgets its last
/// minute of it.
/// </summary>
internal sealed class TokenUse(TokenStore tokens, TimeProvider time, ILogger<TokenUse> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await tokens.WriteUsesAsync();
        }
        catch (Exception e)
        {
            // What was not written is kept for the next round.
            ServerLog.TokenUseNotWritten(logger, e);
        }
    }
}
