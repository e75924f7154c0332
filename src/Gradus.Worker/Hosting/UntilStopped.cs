using System.Runtime.InteropServices;
using Gradus.Isolation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Gradus.Worker.Hosting;

/// <summary>Runs something until it is done, or SIGINT or SIGTERM comes, or the process that it follows is gone.</summary>
internal static class UntilStopped
{
    // After this the process ends even if something does not stop.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The exit code that what was run gives; <paramref name="whenStopped"/> if it was stopped before.</summary>
    public static async Task<int> RunAsync(
        int? parent,
        int whenStopped,
        Func<ILogger, CancellationToken, Task<int>> run
    )
    {
        using var stop = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var orphaned = parent is { } pid ? new ParentWatch(pid, stop.Cancel) : null;
        using var logs = LoggerFactory.Create(ConfigureLogs);

        var running = run(logs.CreateLogger("gradus-worker"), stop.Token);
        await Task.WhenAny(running, Task.Delay(Timeout.Infinite, stop.Token)).ConfigureAwait(false);
        await Task.WhenAny(running, Task.Delay(StopTimeout, CancellationToken.None)).ConfigureAwait(false);
        return running.IsFaulted ? throw running.Exception.InnerException!
            : running.IsCompletedSuccessfully ? await running.ConfigureAwait(false)
            : whenStopped;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static void ConfigureLogs(ILoggingBuilder logs) =>
        logs.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.UseUtcTimestamp = true;
                line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                line.ColorBehavior = LoggerColorBehavior.Disabled;
            });
}
