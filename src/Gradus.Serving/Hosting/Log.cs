using Gradus.Core.Models;

namespace Gradus.Serving.Hosting;

/// <summary>What a gateway tells whoever runs it, one line each.</summary>
internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Gradus serves on {Address}: {Models} (from {Server}; data in {Data})."
    )]
    public static partial void Started(this ILogger logger, string address, string models, Uri server, string data);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Percent} % of the answered requests are kept for {Days} days, with what was predicted, and registered as data sets."
    )]
    public static partial void Captures(this ILogger logger, double percent, int days);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Uri} is answered by version {Version} ({Digest}).")]
    public static partial void TookOver(this ILogger logger, ModelUri uri, int version, string digest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Uri}: {Problem}")]
    public static partial void Problem(this ILogger logger, ModelUri uri, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason} It is replaced.")]
    public static partial void ProcessDied(this ILogger logger, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Uri} is served, but would not be after a restart alone: {Reason}"
    )]
    public static partial void NotRemembered(this ILogger logger, ModelUri uri, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Version {Version} could not be loaded; it is tried again.")]
    public static partial void LoadFailed(this ILogger logger, Exception exception, int version);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Uri}: version {Version} answers the share {Share} (only asked and compared: {IsMirror})."
    )]
    public static partial void Split(this ILogger logger, ModelUri uri, int version, double share, bool isMirror);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Uri}: the control plane is not told what is served and how it answers: {Reason}"
    )]
    public static partial void NotReported(this ILogger logger, ModelUri uri, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Uri}: who is to answer could not be arranged; it is tried again."
    )]
    public static partial void ArrangingFailed(this ILogger logger, Exception exception, ModelUri uri);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Uri}: a request was not captured: {Reason}")]
    public static partial void NotCaptured(this ILogger logger, ModelUri uri, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Uri}: what was captured is not registered as data set '{Dataset}': {Reason}"
    )]
    public static partial void NotPublished(this ILogger logger, ModelUri uri, string dataset, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A batch failed.")]
    public static partial void AskFailed(this ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string path);
}
