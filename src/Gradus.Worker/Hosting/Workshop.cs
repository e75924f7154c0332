using Gradus.Isolation;
using Gradus.Protocol.Work;
using Gradus.Worker.Commands;
using Gradus.Worker.Comparing;
using Gradus.Worker.Drift;
using Gradus.Worker.Fairness;
using Gradus.Worker.Files;
using Gradus.Worker.Latencies;
using Gradus.Worker.Measuring;
using Gradus.Worker.Processes;
using Gradus.Worker.Webhooks;

namespace Gradus.Worker.Hosting;

/// <summary>Who does which kind of work.</summary>
internal sealed class Workshop(
    Measurer measurer,
    PredictionComparer comparer,
    FairnessRunner fairness,
    DriftRunner drift,
    LatencyRunner latency,
    CommandRunner commands,
    WebhookCaller webhooks
) : IDisposable
{
    /// <summary>Sets it up as the options say.</summary>
    /// <param name="options">How the worker is run.</param>
    /// <param name="cache">Downloaded files.</param>
    /// <param name="client">The server.</param>
    /// <param name="child">How child processes are started.</param>
    /// <param name="clock">Tells the time.</param>
    public static Workshop Open(
        AgentOptions options,
        BlobCache cache,
        WorkClient client,
        ChildCommand child,
        TimeProvider clock
    )
    {
        var (run, outputs) = (new ChildRun(child, clock), new Outputs(client));
        var finder = new Finder(cache, run, outputs, clock);
        return new Workshop(
            new Measurer(cache, run, outputs, options.Threads, clock),
            new PredictionComparer(cache, finder, options.Threads),
            new FairnessRunner(cache, finder, options.Threads),
            new DriftRunner(cache, finder),
            new LatencyRunner(cache, finder),
            new CommandRunner(cache, new CommandsFolder(options.Commands), child, clock),
            new WebhookCaller(options.AllowedWebhooks, clock)
        );
    }

    /// <summary>Does a piece of work of any kind.</summary>
    public Task<Ending> DoAsync(WorkDto work, CancellationToken ct) =>
        work.Kind switch
        {
            "evaluate" => measurer.MeasureAsync(work, ct),
            "compare" => comparer.CompareAsync(work, ct),
            "fairness" => fairness.MeasureAsync(work, ct),
            "drift" => drift.MeasureAsync(work, ct),
            "latency" => latency.MeasureAsync(work, ct),
            "command" => commands.RunAsync(work, ct),
            "http" => webhooks.AskAsync(work, ct),
            _ => Task.FromResult<Ending>(
                new Ending.Failed($"This worker does not know how to do work of the kind '{work.Kind}'.")
            ),
        };

    /// <inheritdoc/>
    public void Dispose() => webhooks.Dispose();
}
