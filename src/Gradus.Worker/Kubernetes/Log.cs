using Microsoft.Extensions.Logging;

namespace Gradus.Worker.Kubernetes;

/// <summary>What a dispatcher tells whoever runs it, one line each.</summary>
internal static partial class Log
{
    [LoggerMessage(
        EventId = 20,
        Level = LogLevel.Information,
        Message = "Dispatcher {Name} takes work from {Server} and makes Jobs of it in {Cluster}, at most {MaxJobs} at a time."
    )]
    public static partial void Dispatching(this ILogger logger, string name, Uri server, Uri cluster, int maxJobs);

    [LoggerMessage(
        EventId = 21,
        Level = LogLevel.Information,
        Message = "Work {Work}, attempt {Attempt}: Job {Namespace}/{Job} for the runner {Runner}."
    )]
    public static partial void JobMade(
        this ILogger logger,
        string work,
        int attempt,
        string @namespace,
        string job,
        string runner
    );

    [LoggerMessage(EventId = 22, Level = LogLevel.Information, Message = "Job {Namespace}/{Job} is found again.")]
    public static partial void JobFound(this ILogger logger, string @namespace, string job);

    [LoggerMessage(EventId = 23, Level = LogLevel.Information, Message = "Job {Namespace}/{Job} is over and deleted.")]
    public static partial void JobDeleted(this ILogger logger, string @namespace, string job);

    [LoggerMessage(EventId = 24, Level = LogLevel.Warning, Message = "Work {Work} could not be done. {Reason}")]
    public static partial void JobFailed(this ILogger logger, string work, string reason);

    [LoggerMessage(EventId = 25, Level = LogLevel.Warning, Message = "{Problem} Trying again until it works.")]
    public static partial void ClusterLost(this ILogger logger, string problem);
}
