using Gradus.Protocol;
using Gradus.Protocol.Client;
using Gradus.Protocol.Serving;
using Gradus.Serving.Hosting;
using Gradus.Serving.Models;

namespace Gradus.Serving.Reporting;

/// <summary>
/// Tells the control plane what is served at a stage and how it answers: at once when that changes, and again and again. It
/// runs beside following and answering, and what it cannot tell is told the next time.
/// </summary>
internal sealed class Reporter(
    ServedModel served,
    string gateway,
    GradusClient client,
    TimeProvider clock,
    ILogger logger
) : BackgroundService
{
    private static readonly TimeSpan InRollout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Otherwise = TimeSpan.FromSeconds(5);

    // An outage is told once: when it begins, or is another one.
    private string? _outage;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var changed = served.Changed;
                var lineup = served.Lineup;
                if (lineup != Lineup.Nobody)
                {
                    await SendAsync(Report.Of(lineup), stoppingToken);
                }

                await WaitAsync(changed, lineup.Split is null ? Otherwise : InRollout, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private async Task WaitAsync(Task changed, TimeSpan time, CancellationToken ct)
    {
        try
        {
            await changed.WaitAsync(time, clock, ct);
        }
        catch (TimeoutException)
        {
            // Nothing has changed but the counts.
        }
    }

    private async Task SendAsync(GatewayReportDto report, CancellationToken ct)
    {
        try
        {
            await client.Serving.ReportAsync(served.Uri.Model, served.Uri.Name, gateway, report, ct);
            _outage = null;
        }
        catch (GradusException e)
        {
            Note($"{e.Status}", e.Message);
        }
        catch (GradusUnreachableException e)
        {
            Note("away", $"{e.Message}.");
        }
#pragma warning disable CA1031 // Whatever it is, the gateway serves on.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Note("failed", e.Message);
        }
    }

    private void Note(string outage, string reason)
    {
        if (_outage != outage)
        {
            _outage = outage;
            logger.NotReported(served.Uri, reason);
        }
    }
}
