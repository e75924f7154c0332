using Gradus.Protocol.Work;
using Gradus.Worker.Commands;
using Gradus.Worker.Files;
using Gradus.Worker.Measuring;
using Gradus.Worker.Processes;
using Gradus.Worker.Webhooks;

namespace Gradus.Worker.Hosting;

/// <summary>Who does which kind of work.</summary>
internal sealed class Workshop(Measurer measurer, CommandRunner commands, WebhookCaller webhooks) : IDisposable
{
    /// <summary>Sets it up as the options say.</summary>
    /// <param name="options">How the worker is run.</param>
    /// <param name="cache">Downloaded files.</param>
    /// <param name="child">How child processes are started.</param>
    /// <param name="clock">Tells the time.</param>
    public static Workshop Open(AgentOptions options, BlobCache cache, ChildCommand child, TimeProvider clock) =>
        new(
            new Measurer(cache, child, options.Threads, clock),
            new CommandRunner(cache, new CommandsFolder(options.Commands), child, clock),
            new WebhookCaller(options.AllowedWebhooks, clock)
        );

    /// <summary>Does a piece of work of any kind.</summary>
    public Task<Ending> DoAsync(WorkDto work, CancellationToken ct) =>
        work.Kind switch
        {
            "evaluate" => measurer.MeasureAsync(work, ct),
            "command" => commands.RunAsync(work, ct),
            "http" => webhooks.AskAsync(work, ct),
            _ => Task.FromResult<Ending>(
                new Ending.Failed($"This worker does not know how to do work of the kind '{work.Kind}'.")
            ),
        };

    /// <inheritdoc/>
    public void Dispose() => webhooks.Dispose();
}
