namespace Gradus.Server.Hosting;

/// <summary>What the server says of itself.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Gradus serves on {Address} ({Database}; data in {Data}). {Access}"
    )]
    public static partial void Started(ILogger logger, string address, string database, string data, string access);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} failed: {Method} {Path}")]
    public static partial void RequestFailed(
        ILogger logger,
        Exception exception,
        string requestId,
        string method,
        string path
    );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Denied ({Status}): {Actor} at {Address} sent {Method} {Path} as request {RequestId}"
    )]
    public static partial void WriteDenied(
        ILogger logger,
        string actor,
        System.Net.IPAddress? address,
        string method,
        string path,
        int status,
        string requestId
    );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "No worker program was found: evaluations wait until a gradus-worker is started elsewhere."
    )]
    public static partial void NoWorkerProgram(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Child} ended with exit code {ExitCode}; it is started again.")]
    public static partial void ChildEnded(ILogger logger, string child, int exitCode);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "No gateway program was found: what --serve names is not served. Start gradus serve elsewhere."
    )]
    public static partial void NoServingProgram(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept {Blobs} blobs that nothing names ({Bytes} bytes)")]
    public static partial void Swept(ILogger logger, int blobs, long bytes);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sweeping unnamed blobs failed; it is tried again in an hour")]
    public static partial void SweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The answer of request {Request} could not be kept for who asks again"
    )]
    public static partial void AnswerNotKept(ILogger logger, Exception exception, string request);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Old answers could not be forgotten; it is tried again in an hour"
    )]
    public static partial void ForgettingFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "When tokens were last used could not be written down; it is tried again in a minute"
    )]
    public static partial void TokenUseNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Child} could not be started: {Reason}")]
    public static partial void ChildNotStarted(ILogger logger, string child, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Stored bytes do not match their digest: {Problem}")]
    public static partial void Corrupt(ILogger logger, string problem);
}
