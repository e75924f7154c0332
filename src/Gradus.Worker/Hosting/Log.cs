using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Hosting;

/// <summary>What a worker tells whoever runs it, one line each.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Worker {Worker} takes work from {Server}.")]
    public static partial void Started(this ILogger logger, string worker, Uri server);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Worker {Worker} stopped.")]
    public static partial void Stopped(this ILogger logger, string worker);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "{Problem} Trying again until it works.")]
    public static partial void ServerLost(this ILogger logger, string problem);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "The server answers again.")]
    public static partial void ServerBack(this ILogger logger);

    [LoggerMessage(
        EventId = 5,
        Level = LogLevel.Information,
        Message = "Work {Work}, attempt {Attempt}: {What} on {Artifact}."
    )]
    public static partial void WorkTaken(this ILogger logger, string work, int attempt, string what, string artifact);

    [LoggerMessage(
        EventId = 6,
        Level = LogLevel.Information,
        Message = "Work {Work} ended as {Outcome} after {Seconds:0.0} s{Reason}"
    )]
    public static partial void WorkEnded(
        this ILogger logger,
        string work,
        string outcome,
        double seconds,
        string reason
    );

    [LoggerMessage(
        EventId = 7,
        Level = LogLevel.Warning,
        Message = "Work {Work} was taken away: the lease is lost. Dropped."
    )]
    public static partial void LeaseLost(this ILogger logger, string work);

    [LoggerMessage(
        EventId = 8,
        Level = LogLevel.Warning,
        Message = "Work {Work}: the outcome was not accepted. {Problem}"
    )]
    public static partial void OutcomeRefused(this ILogger logger, string work, string problem);

    [LoggerMessage(EventId = 9, Level = LogLevel.Error, Message = "The worker failed; it goes on.")]
    public static partial void Failed(this ILogger logger, Exception exception);

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "Work {Work} was not done. {Problem}")]
    public static partial void ErrandFailed(this ILogger logger, string work, string problem);
}
